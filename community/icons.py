"""The icons of campaigns: symbols of static/img/icons.svg, each with the word that stands for it."""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

ICONS = {
    "place": _("장소"),
    "wheelchair": _("휠체어"),
    "stroller": _("유모차"),
    "stairs": _("계단·문턱"),
    "toilet": _("화장실"),
    "shade": _("나무·그늘"),
    "flower": _("꽃"),
    "bench": _("쉼터·의자"),
    "water": _("물"),
    "light": _("불빛·안전"),
    "smoking": _("흡연"),
    "bike": _("자전거"),
    "bus": _("버스·교통"),
    "shop": _("가게"),
    "book": _("책·배움"),
    "child": _("아이"),
    "paw": _("반려동물"),
    "camera": _("볼거리"),
    "heart": _("마음"),
    "warning": _("위험"),
}


def listed() -> list[tuple]:
    """[(name, word, address)] to choose from."""
    return [(name, word, address(name)) for name, word in ICONS.items()]


def address(name: str) -> str:
    """Where a page or a map finds an icon; the one for any place where there is no such icon."""
    return f"{static('img/icons.svg')}#{name if name in ICONS else 'place'}"
