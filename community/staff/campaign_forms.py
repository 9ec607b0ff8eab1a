"""A campaign as its department writes it."""

import json
import re

from django import forms
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maptag.geocoding.models import Area

from ..models import Campaign
from ..places import in_city_box
from ..questions import validate_questions
from .filters import gu_names


class CampaignForm(forms.ModelForm):
    """`gu` or `box` ("west,south,east,north", WGS84) sets the area; both empty leaves it as it is."""

    gu = forms.ChoiceField(label=_("구역: 구로 고르기"), required=False)
    box = forms.CharField(required=False, widget=forms.HiddenInput)
    whole = forms.BooleanField(label=_("구역을 정하지 않음(도시 전체)"), required=False)
    questions = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100_000)

    class Meta:
        model = Campaign
        fields = (
            "title", "summary", "body", "starts", "ends", "participation", "moderation", "confirmations",
            "leader_board", "colour", "text_label", "thanks",
        )  # fmt: skip
        widgets = {
            "body": forms.Textarea(attrs={"rows": 5}),
            "starts": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "colour": forms.TextInput(attrs={"type": "color"}),
        }

    def __init__(self, data, instance):
        super().__init__(data, instance=instance)
        self.fields["gu"].choices = [("", _("그대로 두기")), *((name, name) for name in gu_names())]
        self.initial["questions"] = json.dumps(instance.questions, ensure_ascii=False)
        for field in self.fields.values():
            kind = "krds-form-select" if isinstance(field.widget, forms.Select) else "krds-input"
            if not isinstance(field.widget, (forms.CheckboxInput, forms.HiddenInput)):
                field.widget.attrs["class"] = kind

    def clean_questions(self):
        try:
            questions = json.loads(self.cleaned_data["questions"] or "[]")
        except ValueError:
            raise ValidationError(_("질문을 읽을 수 없습니다.")) from None
        validate_questions(questions)
        return questions

    def clean_box(self):
        text = self.cleaned_data["box"]
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,3}\.\d{1,8}(,-?\d{1,3}\.\d{1,8}){3}", text):
            raise ValidationError(_("구역을 다시 그려 주세요."))
        west, south, east, north = map(float, text.split(","))
        if not (west < east and south < north and in_city_box(west, south) and in_city_box(east, north)):
            raise ValidationError(_("구역을 도시 안에 그려 주세요."))
        return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)

    def clean(self):
        data = super().clean()
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _("끝나는 날이 시작하는 날보다 빠릅니다."))
        if data.get("gu") and not self._boundary(data["gu"]):
            self.add_error("gu", _("이 구의 경계 자료가 없습니다."))
        return data

    def _boundary(self, gu):
        found = Area.objects.filter(kind=Area.Kind.GU, gu=gu, abolished=None).exclude(boundary=None)
        return found.values_list("boundary", flat=True).first()

    def save(self, commit=True):
        campaign, data = super().save(commit=False), self.cleaned_data
        campaign.questions = data["questions"]
        if data["whole"]:
            campaign.area = None
        elif data["gu"] or data["box"]:
            campaign.area = data["box"] or self._boundary(data["gu"])
        if not campaign.slug:
            slug = slugify(campaign.title, allow_unicode=True)[:50].strip("-")
            campaign.slug = f"{slug or 'map'}-{get_random_string(4, 'abcdefghjkmnpqrstuvwxyz23456789')}"
        campaign.save()
        return campaign
