"""Answers in the two formats of GeoReport v2, and its error bodies."""

import json
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from lxml import etree

from mapsite.characters import xml_safe
from maptag.publishing.access import READ, public_data

from ..protection.limits import TooMany
from ..workflow import ActionRefused

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}


class Fault(Exception):
    """An error as the specification wants it: the HTTP status, and one or more descriptions."""

    def __init__(self, status: int, *descriptions: str):
        super().__init__(*descriptions)
        self.status, self.descriptions = status, descriptions


def endpoint(*names: str, writes: bool = False):
    """Decorate a view that returns (data, status) or (data, status, headers); `data` is a dict or a list of dicts.

    `names` are the XML elements: the root's, and for lists the items'. Raise Fault for errors. GET and HEAD alone are
    answered, and where it `writes` POST. What else goes wrong gets its body in `mapsite.errors`.
    """
    methods = (*READ, "POST") if writes else READ

    def decorate(view):
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def answered(request, *args, format="json", **kwargs):
            try:
                _check(request, methods)
                data, status, *headers = view(request, *args, **kwargs)
                return respond(data, names, format, status, *headers)
            except Fault as fault:
                return fail(fault.status, fault.descriptions, format)
            except TooMany as error:
                return fail(429, [error.message], format, {"Retry-After": str(error.retry_after)})
            except ActionRefused as error:
                return fail(400, [error.message], format)
            except ValidationError as error:
                return fail(400, _descriptions(error), format)

        return public_data(answered, methods, errors="open311")

    return decorate


FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _check(request, methods):
    if request.method not in methods:
        raise Fault(405, f"{request.method} is not allowed here")
    if request.method == "POST" and request.content_type and request.content_type not in FORMS:
        raise Fault(415, f"send one of {', '.join(FORMS)}")
    for parameters in (request.GET, request.POST):
        for name, values in parameters.lists():
            _check_text(name, values)
    _check_jurisdiction(request)


def _check_text(name: str, values: list[str]):
    """Bytes that are no UTF-8 (as CP949's) arrive as U+FFFD, and what they said is lost."""
    if any("\x00" in value for value in (name, *values)):
        raise Fault(400, "NUL characters are not allowed")
    if any("\ufffd" in value for value in (name, *values)):
        raise Fault(400, f"{name} is not UTF-8: send text as UTF-8")


def _check_jurisdiction(request):
    jurisdiction = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id")
    if jurisdiction and jurisdiction != settings.OPEN311_JURISDICTION:
        raise Fault(404, "jurisdiction_id provided was not found")


def _descriptions(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [f"{field}: {message}" for field, messages in error.message_dict.items() for message in messages]


def fail(status: int, descriptions, format: str, headers=None) -> HttpResponse:
    errors = [{"code": status, "description": str(text)} for text in descriptions]
    return respond(errors, ("errors", "error"), format, status, headers)


def respond(data, names, format: str, status: int = 200, headers=None) -> HttpResponse:
    body = xml(data, names) if format == "xml" else json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    headers = {"Cache-Control": "no-cache"} | (headers or {})
    return HttpResponse(body, status=status, content_type=TYPES[format], headers=headers)


def xml(data, names) -> bytes:
    root = etree.Element(names[0])
    if isinstance(data, list):
        for item in data:
            _fill(etree.SubElement(root, names[1]), item)
    else:
        _fill(root, data)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


# What the specification calls the items of its lists.
_ITEMS = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}


def _fill(element, value):
    if isinstance(value, dict):
        for name, inner in value.items():
            child = etree.SubElement(element, name)
            if isinstance(inner, list):
                for item in inner:
                    _fill(etree.SubElement(child, _ITEMS[name]), item)
            else:
                _fill(child, inner)
    elif value is not None:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        element.text = xml_safe(text)
