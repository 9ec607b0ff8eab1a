"""Opening a room, and what its handlers do in it: a form each, whose `apply` is the one call to the model."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mapsite.accounts.models import Department

from ..models import Category, IncidentRoom, Report
from ..models.reports import ALPHABET
from ..reports import places

MOST_REPORTS = 300
NUMBER = re.compile(rf"\d{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")


class Departments(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


def words(label, rows, **options):
    area = forms.Textarea(attrs={"rows": rows, "class": "krds-input"})
    return forms.CharField(label=label, widget=area, **options)


class NewRoomForm(forms.Form):
    """A new room. `box` ("west,south,east,north", WGS84) is drawn on the page's map; `report` are receipt numbers."""

    title = forms.CharField(
        label=_("제목"), max_length=120, widget=forms.TextInput(attrs={"class": "krds-input", "autofocus": True})
    )
    text = words(_("지금 상황"), 3, required=False, max_length=2000)
    departments = Departments(label=_("함께할 부서"), queryset=None, required=False)
    category = forms.ModelChoiceField(
        label=_("저절로 들어올 유형"),
        queryset=Category.objects.active(),
        required=False,
        empty_label=_("모든 유형"),
        widget=forms.Select(attrs={"class": "krds-form-select"}),
    )
    box = forms.CharField(required=False, widget=forms.HiddenInput)
    open_too = forms.BooleanField(label=_("그곳의 처리할 제보도 지금 넣기"), required=False)

    def __init__(self, data, user, numbers):
        super().__init__(data)
        self.user = user
        self.fields["departments"].queryset = Department.objects.exclude(pk=user.department_id)
        chosen = Report.objects.for_user(user).reports().filter(number__in=numbers[:MOST_REPORTS])
        self.reports = list(chosen.select_related("category"))

    def clean_box(self):
        return places.clean_box(self.cleaned_data["box"]) if self.cleaned_data["box"] else None

    def clean(self):
        data = super().clean()
        if data.get("open_too") and not (data.get("box") or data.get("category")):
            self.add_error("open_too", _("구역이나 유형을 먼저 정해 주세요."))
        return data

    def apply(self) -> IncidentRoom:
        data = self.cleaned_data
        options = {name: data[name] for name in ("text", "category", "departments")}
        ids = [report.pk for report in self.reports] + (self._open_ones() if data["open_too"] else [])
        return IncidentRoom.objects.start(data["title"], self.user, area=data["box"], reports=ids, **options)

    def _open_ones(self) -> list[int]:
        reports = Report.objects.for_user(self.user).reports().open().exclude(moderation=Report.Moderation.SPAM)
        if self.cleaned_data["box"]:
            reports = reports.filter(point__coveredby=self.cleaned_data["box"])
        if self.cleaned_data["category"]:
            reports = reports.filter(category=self.cleaned_data["category"])
        return list(reports.order_by("-pk").values_list("pk", flat=True)[:MOST_REPORTS])


class RoomAction(forms.Form):
    """Base of what is done in a room: built with (data, room, user); `apply` returns what is said afterwards."""

    def __init__(self, data, room, user):
        super().__init__(data)
        self.room, self.user = room, user
        self.auto_id = f"{type(self).__name__.lower()}_%s"


class SayForm(RoomAction):
    text = words(_("메모"), 2, max_length=2000)
    situation = forms.BooleanField(label=_("‘현재 상황’으로 맨 위에 두기"), required=False)
    lon = forms.FloatField(widget=forms.HiddenInput, required=False)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean(self):
        data = super().clean()
        data["point"] = None
        if data.get("lon") is not None and data.get("lat") is not None:
            data["point"] = places.point(*places.clean_point(data["lon"], data["lat"]))
        return data

    def apply(self):
        data = self.cleaned_data
        options = {name: data[name] for name in ("point", "situation", "client_id")}
        self.room.say(data["text"], self.user, **options)
        return _("남겼습니다.")


class InviteForm(RoomAction):
    departments = Departments(label=_("부를 부서"), queryset=None)

    def __init__(self, data, room, user):
        super().__init__(data, room, user)
        self.fields["departments"].queryset = Department.objects.exclude(rooms=room)

    def apply(self):
        self.room.invite(self.cleaned_data["departments"], self.user)
        return _("불렀습니다. 그 부서의 메뉴에 표시됩니다.")


class PutInForm(RoomAction):
    numbers = forms.CharField(
        label=_("넣을 제보의 접수번호"), max_length=2000, widget=forms.TextInput(attrs={"class": "krds-input"})
    )

    def clean_numbers(self):
        numbers = NUMBER.findall(self.cleaned_data["numbers"].upper())
        reports = Report.objects.for_user(self.user).reports().filter(number__in=numbers)
        if not reports:
            raise ValidationError(_("그 접수번호의 제보가 없거나 볼 수 없는 부서의 제보입니다."))
        return [report.pk for report in reports]

    def apply(self):
        count = self.room.put_in(self.cleaned_data["numbers"], self.user)
        return _("제보 %(n)d건을 넣었습니다.") % {"n": count} if count else _("이미 들어 있는 제보입니다.")


class TakeOutForm(RoomAction):
    report = forms.ModelChoiceField(queryset=None, to_field_name="number")

    def __init__(self, data, room, user):
        super().__init__(data, room, user)
        self.fields["report"].queryset = room.current()

    def apply(self):
        self.room.take_out(self.cleaned_data["report"], self.user)
        return _("뺐습니다. 제보는 그대로 있습니다.")


class CloseForm(RoomAction):
    summary = words(_("어떻게 끝났나요?"), 4, max_length=4000)

    def apply(self):
        self.room.close(self.cleaned_data["summary"], self.user)
        return _("상황을 마쳤습니다. 이제 읽을 수만 있습니다.")


ACTIONS = {"say": SayForm, "invite": InviteForm, "put-in": PutInForm, "take-out": TakeOutForm, "close": CloseForm}
