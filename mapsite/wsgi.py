import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")
application = get_wsgi_application()

from mapsite.checks.production import refuse_unsafe  # noqa: E402 (settings are there by now)

refuse_unsafe()
