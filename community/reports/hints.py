"""Hints before a report is sent: what may be a misunderstanding, or was said already. Never a refusal."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from maptag.geocoding.geodesy import metres

from .. import privacy
from ..models import Photo, Report
from . import photos, places
from .emergency import NAMES, services

PHOTO_FAR_M = 150
LATELY = timedelta(days=60)
NEAR_M = 100


@dataclass(frozen=True, slots=True)
class ReportHint:
    """`kind`: emergency, personal, outside, photo_blurred, _dark, _far or _outside. `data` helps the page to help."""

    kind: str
    text: str
    data: dict = field(default_factory=dict)


def hints(category, text: str, where, photo_ids=(), source: str = "", other_texts=()) -> list[ReportHint]:
    """The hints for a draft, one of a kind, the urgent ones first.

    `where` is (lon, lat) in WGS84 or None while there is no pin, `source` how the pin was set; `other_texts` are
    what else everybody would read.
    """
    hints_found = [emergency(text, category), personal(text, *other_texts)]
    if where:
        hints_found.append(outside(*where))
        for picture in Photo.objects.filter(pk__in=photo_ids, report=None):
            hints_found += about_photo(picture, *where)
    by_kind = {hint.kind: hint for hint in reversed(hints_found) if hint}
    if source == places.DISTRICT:
        by_kind.pop("photo_far", None)
    return list(reversed(by_kind.values()))


def emergency(text: str, category=None) -> ReportHint | None:
    """Whether the words are of danger to life: then a call is what helps. `data` is {calls: [{number, name}]}."""
    numbers = services(text)
    if not numbers and category and any(word and word in text for word in category.emergency_words):
        numbers = ["119"]
    if not numbers:
        return None
    calls = [{"number": number, "name": str(NAMES[number])} for number in numbers]
    return ReportHint("emergency", call_first(numbers), {"calls": calls})


def call_first(numbers: list[str]) -> str:
    """What is said beside the telephone numbers of `emergency.services`."""
    named = ", ".join(f"{number}({NAMES[number]})" for number in numbers)
    text = _("사람이 위험하거나 급한 일이면 먼저 %(numbers)s에 전화해 주세요. 제보는 근무 시간에 확인합니다.")
    return text % {"numbers": named}


def personal(*texts: str) -> ReportHint | None:
    """What about people stands in the words: it will be masked, and a person looks before everybody does."""
    kinds = privacy.named(privacy.personal_kinds(*texts))
    if not kinds:
        return None
    message = _(
        "개인정보로 보이는 글이 있습니다: %(kinds)s. 공개되는 글에서는 가리고, 담당자가 확인한 뒤에 공개합니다. "
        "꼭 필요하지 않으면 지워 주세요."
    )
    return ReportHint("personal", message % {"kinds": ", ".join(kinds)}, {"kinds": kinds})


def outside(lon: float, lat: float) -> ReportHint | None:
    if places.in_city_box(lon, lat):
        return None
    return ReportHint("outside", _("우리 시 밖의 위치입니다. 지도에서 위치를 확인해 주세요."))


def about_photo(photo: Photo, lon: float, lat: float) -> list[ReportHint]:
    hints = []
    which = {"photo": str(photo.pk)}
    if photo.brightness is not None and photo.brightness < photos.DARK:
        hints.append(ReportHint("photo_dark", _("사진이 어둡습니다. 밝은 사진이 있으면 바꿔 주세요."), which))
    elif photo.sharpness is not None and photo.sharpness < photos.BLURRED:
        message = _("사진이 흐릿합니다. 다시 찍으면 더 빨리 알아볼 수 있습니다.")
        hints.append(ReportHint("photo_blurred", message, which))
    if photo.taken_lon is not None:
        hints += _about_its_place(photo, lon, lat)
    return hints


def _about_its_place(photo: Photo, lon: float, lat: float) -> list[ReportHint]:
    """A photo of another city moves no pin."""
    which = {"photo": str(photo.pk)}
    if not places.is_in_city(photo.taken_lon, photo.taken_lat):
        text = _("사진을 찍은 곳이 %(city)s 밖입니다. 위치는 지도나 주소로 골라 주세요.") % {"city": settings.CITY_NAME}
        return [ReportHint("photo_outside", text, which)]
    distance = metres((lon, lat), (photo.taken_lon, photo.taken_lat))
    if distance <= PHOTO_FAR_M:
        return []
    how_far = f"{distance / 1000:.1f} km" if distance >= 1000 else f"{distance:.0f} m"
    text = _("사진을 찍은 곳이 핀에서 %(distance)s 떨어져 있습니다. 어느 쪽이 맞나요?") % {"distance": how_far}
    return [ReportHint("photo_far", text, {**which, "lon": photo.taken_lon, "lat": photo.taken_lat})]


def similar(category, lon: float, lat: float, most: int = 5):
    """Public reports near the pin that are open or were lately, of any category, the nearest first: join one instead.

    Two people seldom choose the same category for one thing; `category`, or None, only tells how far to look.
    A QuerySet with `distance`. The box goes through the index on `point`: see `ReportQuerySet.near`.
    """
    since = timezone.now() - LATELY
    reach = category.similar_m if category else NEAR_M
    near = Report.objects.on_map().reports().near(lon, lat, reach).select_related("category")
    return near.filter(Q(closed_at=None) | Q(closed_at__gte=since))[:most]
