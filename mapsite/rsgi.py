"""What granian runs: `granian --interface rsgi mapsite.rsgi:application`."""

from django.conf import settings

from mapsite.wsgi import application as wsgi_application

# Its modules look at settings and models, which the line above has set up.
from mapsite.serving.gateway import Gateway  # isort: skip

application = Gateway(wsgi_application, settings.WEB_THREADS)
