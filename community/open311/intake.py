"""POST requests: a program with an API key sends a report."""

import io
import re
import uuid

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.types import Query

from ..messaging import outside
from ..models import ApiKey, Category, Report
from ..protection import limits
from ..protection.limits import Sender, sender_of
from ..reports import hints, photos
from ..reports.submission import Authority, Draft, submit
from .rendering import Fault

ATTRIBUTE = re.compile(r"^attribute\[([a-z0-9_]+)\](\[\])?$")
LONGEST = 4000
REFUSALS_A_MINUTE = 30
_SIGNER = signing.Signer(salt="community.open311.token")


def receive(request) -> tuple[Report, list[str]]:
    """The report that the POST makes, and what its sender should hear of it. Raises Fault, ValidationError, TooMany."""
    post, key = request.POST, key_of(request)
    if len(post.get("description", "")) > LONGEST:
        raise Fault(400, f"description must be at most {LONGEST} characters")
    category = _category(post)
    lon, lat = _place(post)
    # Before anything is fetched or stored; what is sent is counted again when it is taken.
    limits.count("api-try", str(key.pk), key.per_minute, 60)
    received = pictures(request)
    draft = Draft(
        client_id=_client_id(key, post),
        category=category,
        lon=lon,
        lat=lat,
        text=post.get("description", ""),
        answers=_answers(category, post),
        photos=[str(photo.pk) for photo in received.photos],
        name=" ".join(filter(None, (post.get("last_name"), post.get("first_name")))),
        email=post.get("email", ""),
        phone=post.get("phone", ""),
    )
    sender = Sender(sender_of(request).network, "")
    report = submit(draft, sender, Authority(Report.Source.OPEN311, api_key=key))
    danger = hints.emergency(draft.text, category)
    return report, [*([danger.text] if danger else []), *received.problems]


def key_of(request) -> ApiKey:
    """The key that the program shows. Raises Fault; TooMany where one address tries keys out."""
    secret = request.POST.get("api_key") or request.GET.get("api_key") or request.headers.get("X-Api-Key", "")
    key = ApiKey.objects.find(secret)
    if key is None:
        limits.count("api-refused", sender_of(request).network_hash, REFUSALS_A_MINUTE, 60)
        raise Fault(403, "api_key was not provided or is not valid")
    ApiKey.objects.filter(pk=key.pk).update(used_at=timezone.now())
    return key


def _category(post) -> Category:
    if not post.get("service_code"):
        raise Fault(400, "service_code was not provided")
    category = Category.objects.active().filter(slug=post["service_code"]).first()
    if category is None:
        raise Fault(404, "service_code provided was not found")
    return category


def _place(post) -> tuple[str, str] | tuple[float, float]:
    if post.get("lat") and post.get("long"):
        return post["long"], post["lat"]
    written = post.get("address_string", "").strip()[:300]
    if not written:
        raise Fault(400, "lat and long, or address_string, must be provided")
    (match,) = geocode([Query(written)])
    if match.best is None:
        raise Fault(400, "address_string was not found; please send lat and long")
    return match.best.lon, match.best.lat


def _client_id(key: ApiKey, post) -> uuid.UUID:
    """A client may name its request (`client_id`, an extension), so that a repeated POST stays one report."""
    named = post.get("client_id", "")[:200]
    # Within the key's own names: nobody can ask for the report of another's id.
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{key.key_hash}:{named}") if named else uuid.uuid4()


def _answers(category: Category, post) -> dict:
    several = {q["key"] for q in category.questions if q.get("several")}
    answers = {}
    for name in post:
        match = ATTRIBUTE.match(name)
        if match:
            values = post.getlist(name)
            answers[match[1]] = values if match[1] in several else values[-1]
    return answers


def pictures(request) -> photos.Received:
    """Files of a multipart POST under any name, and what media_url leads to (several with commas).

    What can't be fetched or read is a problem that the answer names: it costs the request nothing.
    """
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    urls = [u.strip() for u in request.POST.get("media_url", "").split(",") if u.strip()]
    room = photos.MOST_PHOTOS - len(files)
    fetched, problems = _fetched(urls[: max(room, 0)])
    received = photos.receive_each([*files[: photos.MOST_PHOTOS], *fetched])
    if len(files) + len(urls) > photos.MOST_PHOTOS:
        problems.append(_("사진은 %(n)d장까지 받습니다. 나머지는 받지 않았습니다.") % {"n": photos.MOST_PHOTOS})
    return photos.Received(received.photos, [*problems, *received.problems])


def _fetched(urls: list[str]) -> tuple[list[File], list[str]]:
    files, problems = [], []
    for url in urls:
        try:
            answer = outside.fetch(url, photos.MOST_BYTES)
        except (outside.Forbidden, outside.Unreachable) as error:
            problems.append(f"media_url {url[:200]}: {error}")
            continue
        if answer.status == 200:
            files.append(File(io.BytesIO(answer.body), url[:200]))
        else:
            problems.append(f"media_url {url[:200]}: HTTP {answer.status}")
    return files, problems


def token(report: Report) -> str:
    return _SIGNER.sign(report.number).replace(":", "_", 1)


def by_token(token: str) -> Report:
    try:
        number = _SIGNER.unsign(token.replace("_", ":", 1))
        return Report.objects.get(number=number)
    except (signing.BadSignature, Report.DoesNotExist, ValidationError):
        raise Fault(404, "token was not found") from None
