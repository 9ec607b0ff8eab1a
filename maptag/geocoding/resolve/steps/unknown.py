"""The last step: what nothing before it has placed."""

from django.utils.translation import gettext as _

from maptag.geocoding.resolve.resolution import Resolution, ResolveContext
from maptag.particles import agreed


def nothing_known(resolutions: list[Resolution], context: ResolveContext) -> None:
    """No answer, and why, as far as that can be said."""
    for resolution in resolutions:
        resolution.give_up(_reason(resolution))


def _reason(resolution: Resolution) -> str:
    address = next(iter(resolution.here), None)
    if address is None:
        return _("주소나 장소를 찾지 못했습니다.")
    name = " ".join(filter(None, (address.sigungu, address.road or address.dong)))
    return agreed(_("‘%(name)s’은(는) 자료에 없는 이름이거나 그 번호를 알 수 없습니다.") % {"name": name})
