"""How exact a tag's place is, in plain words for readers."""

from django.utils.translation import gettext_lazy as _

# Only what a reader might be misled by: an entrance, a building, a parcel or an exit is where one expects it.
NOTES = {
    "interpolated": _("길 위의 번호로 어림한 위치입니다"),
    "neighbour": _("가까운 건물 번호로 어림한 위치입니다"),
    "road": _("도로 중심의 대략적인 위치입니다"),
    "dong": _("동 중심의 대략적인 위치입니다"),
    "gu": _("구 중심의 대략적인 위치입니다"),
}
