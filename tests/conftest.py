import os

import pytest

# Playwright's synchronous API keeps an event loop in the thread in which Django's ORM is called.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files that a test stores are its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "media")}},
    }
