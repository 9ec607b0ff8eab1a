"""The endpoints of GeoReport v2."""

from django.utils.translation import gettext as _

from maptag.publishing.answers import links

from ..models import Category
from . import described, intake, requests, services, updates
from .rendering import Fault, endpoint


@endpoint("discovery")
def discovery(request):
    return services.discovery(), 200


@endpoint("openapi")
def openapi(request):
    """OpenAPI 3.1 of what stands here."""
    return described.description(), 200


@endpoint("services", "service")
def service_list(request):
    return [services.service(category) for category in Category.objects.active()], 200


@endpoint("service_definition")
def service_definition(request, code):
    category = Category.objects.active().filter(slug=code).first()
    if category is None:
        raise Fault(404, "service_code provided was not found")
    return services.definition(category), 200


@endpoint("service_requests", "request", writes=True)
def request_list(request):
    """GET: the public reports that the query asks for. POST: a new one."""
    if request.method == "POST":
        return [_receipt(*intake.receive(request))], 201
    rows, page = requests.search(request.GET)
    return [requests.row(report) for report in rows], 200, _next(request, page=page)


def _next(request, **changed) -> dict:
    """The Link header that leads on, where something is left: GeoReport's own bodies have no place for it."""
    if not all(changed.values()):
        return {}
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = value
    return {"Link": links(next=f"{request.path}?{query.urlencode()}")}


def _receipt(report, notices: list[str]) -> dict:
    if not report.published:
        notices = [_("담당자가 확인한 뒤 공개합니다."), *notices]
    receipt = {"service_notice": " ".join(notices) or None, "account_id": None}
    return receipt | ({"service_request_id": report.number} if report.published else {"token": intake.token(report)})


@endpoint("service_requests", "request")
def request_detail(request, number):
    report = requests.public().filter(number=number.upper()).first()
    if report is None:
        raise Fault(404, "service_request_id was not found")
    return [requests.row(report)], 200


@endpoint("service_requests", "request")
def token(request, token):
    report = intake.by_token(token)
    return [{"token": token, "service_request_id": report.number if report.published else ""}], 200


@endpoint("service_request_updates", "request_update", writes=True)
def request_updates(request):
    """The extension of FixMyStreet: what was said about public reports; by POST what a reporter adds to their own."""
    if request.method == "POST":
        return [{"update_id": str(updates.receive(request).pk)}], 201
    events, start = updates.search(request.GET)
    return [updates.row(event) for event in events], 200, _next(request, start_date=start)


@endpoint("errors")
def nothing(request, rest):
    raise Fault(404, "there is no such address")
