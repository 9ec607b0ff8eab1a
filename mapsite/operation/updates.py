import logging

from django.db import Error, connection
from django.shortcuts import render

from . import schema

logger = logging.getLogger(__name__)


class UpdateMiddleware:
    """While database and code do not belong together, a page that fails says that the site is being updated.

    Only what failed is looked into: most pages go on working through an update. Stands outside everything that reads
    the database, for the signed-in user is read there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        return self._explained(response) if response.status_code == 500 else response

    def _explained(self, response):
        try:
            reason = schema.explained(schema.differences(connection))
        except Error:
            return response
        if not reason:
            return response
        logger.critical("A page failed since %s", reason)
        busy = render(None, "updating.html", status=503)
        busy["Retry-After"] = "30"
        return busy
