"""The page for an error while DEBUG is on. Read before any model: it may import none."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.views.debug import ExceptionReporter

NOT_UNDERSTOOD = (BadRequest, SuspiciousOperation, MultiPartParserError)


class PlainReporter(ExceptionReporter):
    """While DEBUG is on Django answers with a report: this one is our page, without a word of the code."""

    def get_traceback_html(self):
        not_understood = isinstance(self.exc_value, NOT_UNDERSTOOD)
        return render_to_string("400.html" if not_understood else "500.html")
