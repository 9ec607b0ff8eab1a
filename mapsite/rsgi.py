"""What granian runs: `granian --interface rsgi mapsite.rsgi:application`."""

# ruff: noqa: E402 (a TERM that comes while the rest loads must not be lost)
from mapsite.serving.ending import end_while_loading

end_while_loading()

from django.conf import settings

from mapsite.wsgi import application as wsgi_application

# Its modules look at settings and models, which the line above has set up.
from mapsite.operation.warming import warm_up  # isort: skip
from mapsite.serving.gateway import RequestGateway  # isort: skip

warm_up()
application = RequestGateway(wsgi_application, settings.WEB_THREADS)
