import pytest

from tests.factories import BACKEND, UserFactory


@pytest.fixture
def user(client):
    """A clerk who may publish, signed in."""
    user = UserFactory(publisher=True)
    client.force_login(user, backend=BACKEND)
    return user
