"""A campaign as its department writes it."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from .. import icons
from ..campaigns import progress
from ..models import Campaign
from ..models.categories import COLOUR
from ..questions.answers import validate_questions, with_history
from . import areas

# WCAG 1.4.11: what one has to see beside a light map.
LEAST_CONTRAST = 3.0
KEEP, WHOLE, DISTRICTS, DRAWN = "keep", "whole", "districts", "drawn"


def contrast_to_white(colour: str) -> float:
    """WCAG's contrast of "#rrggbb" to white, 1 to 21."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _refuse(constant: str):
    """NaN and the infinities, which Python reads, are no JSON."""
    raise ValueError(constant)


class CampaignForm(forms.ModelForm):
    """`area_by` says which of `districts` (codes) and `corners` ("lon, lat" lines, WGS84) sets the area.

    `seen` is when the campaign was last changed before this form was filled: two clerks do not overwrite each other
    unawares.
    """

    area_by = forms.ChoiceField(label=_("구역"), widget=forms.RadioSelect)
    districts = forms.MultipleChoiceField(label=_("구와 동"), required=False)
    corners = forms.CharField(
        label=_("꼭짓점 좌표"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    icon = forms.ChoiceField(label=_("아이콘"), choices=list(icons.ICONS.items()), widget=forms.RadioSelect)
    questions = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100_000)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    class Meta:
        model = Campaign
        fields = (
            "title", "slug", "summary", "body", "starts", "ends", "participation", "moderation", "confirmations",
            "leader_board", "icon", "colour", "text_label", "thanks",
        )  # fmt: skip
        widgets = {
            "body": forms.Textarea(attrs={"rows": 5}),
            "starts": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "colour": forms.TextInput(attrs={"type": "color"}),
        }

    def __init__(self, data, instance):
        self.questions_before = instance.questions
        super().__init__(data, instance=instance)
        self.gus = areas.districts_by_gu()
        self.fields["districts"].choices = [district for _gu, listed in self.gus for district in listed]
        self.fields["area_by"].choices = self._ways()
        self.fields["slug"].required = False
        self.initial |= {
            "questions": json.dumps(instance.questions, ensure_ascii=False),
            "corners": areas.corners_of(instance.area),
            "area_by": KEEP if instance.area else WHOLE,
            "icon": instance.icon or "place",
            "seen": self._last_change(),
        }
        for field in self.fields.values():
            kind = "krds-form-select" if isinstance(field.widget, forms.Select) else "krds-input"
            if not isinstance(field.widget, (forms.CheckboxInput, forms.HiddenInput, forms.RadioSelect)):
                field.widget.attrs["class"] = kind

    def _ways(self):
        keep = [(KEEP, _("지금 구역 그대로"))] if self.instance.area else []
        return [*keep, (WHOLE, _("도시 전체")), (DISTRICTS, _("구·동에서 고르기")), (DRAWN, _("지도에 그리기"))]

    def _last_change(self) -> str:
        return self.instance.updated_at.isoformat() if self.instance.pk else ""

    @property
    def chosen_districts(self) -> list[str]:
        return list(self["districts"].value() or [])

    def clean_questions(self):
        try:
            questions = json.loads(self.cleaned_data["questions"] or "[]", parse_constant=_refuse)
            json.dumps(questions, ensure_ascii=False).encode()
        # Brackets by the thousand are a RecursionError, half a character a UnicodeEncodeError.
        except (ValueError, RecursionError):
            raise ValidationError(_("질문을 읽을 수 없습니다.")) from None
        validate_questions(questions)
        return with_history(self.questions_before, questions, self._answered())

    def _answered(self) -> dict[str, set]:
        """What people said. While the campaign runs, somebody may be answering any of its questions just now."""
        if not self.instance.pk:
            return {}
        offered_questions = [] if self.instance.state == Campaign.State.DRAFT else self.questions_before
        answers = {key: set(values) for key, values in progress.answered(self.instance).items()}
        return {question["key"]: set() for question in offered_questions} | answers

    def clean_slug(self):
        """Empty makes one of the title. An address that people know already stays."""
        if self.instance.pk and self.instance.state != Campaign.State.DRAFT:
            return self.instance.slug
        slug = self.cleaned_data["slug"].lower()
        if slug == "new":
            raise ValidationError(_("쓸 수 없는 주소입니다. 다른 이름을 적어 주세요."))
        return slug

    def clean_colour(self):
        colour = self.cleaned_data["colour"]
        COLOUR(colour)
        if contrast_to_white(colour) < LEAST_CONTRAST:
            raise ValidationError(_("지도에서 잘 보이지 않는 색입니다. 더 진한 색을 골라 주세요."))
        return colour

    def clean(self):
        data = super().clean()
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _("끝나는 날이 시작하는 날보다 빠릅니다."))
        self._clean_area(data)
        self._clean_last_change(data)
        return data

    def _clean_area(self, data):
        try:
            if data.get("area_by") == DISTRICTS:
                data["area"] = areas.of_districts(data.get("districts", []))
            elif data.get("area_by") == DRAWN:
                data["area"] = areas.of_corners(data.get("corners", ""))
        except ValidationError as error:
            self.add_error("districts" if data["area_by"] == DISTRICTS else "corners", error)

    def _clean_last_change(self, data):
        seen = data.get("seen")
        if not (self.instance.pk and seen) or seen == self._last_change():
            return
        # To save once more is to have been told.
        self.data = self.data.copy()
        self.data["seen"] = self._last_change()
        message = _("다른 사람이 그 사이에 이 참여지도를 바꾸었습니다. 다시 저장하면 지금 적은 내용으로 바뀝니다.")
        self.add_error(None, message)

    def save(self, commit=True):
        campaign, data = super().save(commit=False), self.cleaned_data
        if data["area_by"] != KEEP:
            campaign.area = data.get("area")
        if not campaign.slug:
            slug = slugify(campaign.title, allow_unicode=True)[:50].strip("-")
            campaign.slug = f"{slug or 'map'}-{get_random_string(4, 'abcdefghjkmnpqrstuvwxyz23456789')}"
        campaign.questions = data["questions"]
        campaign.save()
        return campaign
