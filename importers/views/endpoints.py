"""What the JSON endpoints of the staff's screens share: whose upload it is, what may be sent, how errors are told."""

import json
from functools import wraps
from uuid import UUID

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from importers.models import Upload
from importers.review import decisions
from importers.views import shapes
from mapsite.accounts.permissions import may


class BadInput(Exception):
    """What was sent can't be understood; the message says why, `errors` by field."""

    def __init__(self, message, errors=None):
        super().__init__(message)
        self.errors = errors or {}


def own_upload(user, pk) -> Upload:
    """The upload, if it is the user's department's. Http404 otherwise: that it exists is nobody else's business."""
    upload = Upload.objects.of_department(user).filter(pk=pk).select_related("review__notice").first()
    if upload is None:
        raise Http404
    return upload


def ready_upload(user, pk) -> Upload:
    """The same, once its import has ended well. Http404 before."""
    upload = own_upload(user, pk)
    if upload.state != Upload.State.READY:
        raise Http404
    return upload


def reading(view):
    """A GET view of (request, upload, …), for the upload's own department."""
    return require_GET(_of_own_upload(view))


def writing(view):
    """A POST view of (request, upload, body, …) that returns a dict; errors become JSON with a Korean message.

    `body` is the JSON object that was sent. 400: not understood or not possible. 409: somebody else was quicker;
    `current` is what it is now.
    """

    @require_POST
    @_of_own_upload
    @wraps(view)
    def answer(request, upload, **kwargs):
        try:
            return JsonResponse(view(request, upload, json_object(request), **kwargs))
        except (BadInput, decisions.Invalid) as error:
            return JsonResponse({"message": str(error), "errors": getattr(error, "errors", {})}, status=400)
        except decisions.Conflict as conflict:
            return JsonResponse(shapes.conflict(conflict.current), status=409)

    return answer


def _of_own_upload(view):
    @may("may_import")
    @wraps(view)
    def owned(request, pk, **kwargs):
        return view(request, ready_upload(request.user, pk), **kwargs)

    return owned


def json_object(request) -> dict:
    """The JSON object in the body; NaN, NUL and lone surrogates, which the database can't hold, are refused."""
    try:
        body = json.loads(request.body, parse_constant=_refuse_constant)
        readable = isinstance(body, dict) and b"\x00" not in json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        readable = False
    if not readable or "\\u0000" in request.body.decode(errors="replace"):
        raise BadInput(_("보낸 내용을 읽을 수 없습니다. 화면을 새로 고친 뒤 다시 해 주세요."))
    return body


def _refuse_constant(name):
    raise ValueError(name)


def integer(body: dict, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise BadInput(_("‘%(name)s’ 값이 올바르지 않습니다.") % {"name": name})
    return value


def text(body: dict, name: str, longest: int) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise BadInput(_("‘%(name)s’ 값이 올바르지 않습니다.") % {"name": name})
    return value


def batch_of(body: dict) -> UUID | None:
    """The sender's own name for what it sends, by which it is known again when it comes twice."""
    try:
        return UUID(text(body, "id", 36)) if body.get("id") else None
    except ValueError as error:
        raise BadInput(_("‘%(name)s’ 값이 올바르지 않습니다.") % {"name": "id"}) from error


def coordinates(value) -> tuple[float, float]:
    """(lon, lat) of a list of two numbers; where they lie is for the caller to judge."""
    if not isinstance(value, list) or len(value) != 2 or not all(_is_coordinate(number) for number in value):
        raise BadInput(_("좌표를 읽을 수 없습니다."))
    return tuple(value)


def _is_coordinate(number) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and abs(number) <= 180
