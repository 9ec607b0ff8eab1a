"""What a handler can do with one report: a form each, whose `apply` is the one call to the model.

Every form is built with (data, report, user) and names the version that the handler saw.
"""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mapsite.accounts.models import Department

from .. import workflow
from ..messaging import outbox
from ..messaging.texts import compose
from ..models import Case, Category, IncidentRoom, Report, Subscription, Task
from ..reports import photos, places
from ..workflow import Status
from .action_forms import ActionForm, WithFiles, day, textarea
from .queue import colleagues


class StepForm(WithFiles):
    status = forms.ChoiceField(label=_("다음 상태"), widget=forms.RadioSelect)
    note = textarea(_("제보하신 분께 드릴 말씀(모두에게 보임)"), rows=5, required=False)
    internal = textarea(_("내부 메모"), rows=2, required=False)
    lead = forms.CharField(required=False, max_length=14)
    lead_number = forms.CharField(label=_("대표 제보의 접수번호"), required=False, max_length=14)

    def __init__(self, data, report, user, files=None):
        super().__init__(data, report, user, files)
        self.steps = report.steps(user)
        self.fields["status"].choices = [(step.target, Status(step.target).label) for step in self.steps]
        self.fields["lead_number"].widget.attrs["placeholder"] = "2511-7K3M-9QX2"
        self.fields["status"].error_messages["invalid_choice"] = _("지금은 고른 상태로 바꿀 수 없습니다.")

    def clean(self):
        """‘중복’ needs the report that this one repeats: picked from those near by, or named by its number."""
        data = super().clean()
        if data.get("status") == Status.DUPLICATE:
            number = (data.get("lead_number") or data.get("lead") or "").strip().upper()
            leads = Report.objects.for_user(self.user).reports().exclude(pk=self.report.pk)
            data["lead_report"] = leads.filter(number=number).first()
            if not number:
                self.add_error("lead_number", _("어느 제보와 같은지 고르거나 접수번호를 적어 주세요."))
            elif data["lead_report"] is None:
                self.add_error("lead_number", _("그 접수번호의 제보가 없거나 볼 수 없는 부서의 제보입니다."))
        return data

    def apply(self):
        data = self.cleaned_data
        note = compose(data["note"], self.report, status=Status(data["status"]).label)
        options = {"internal": data["internal"], "version": self.seen}
        if data["status"] == Status.DUPLICATE:
            Case.objects.follow(data["lead_report"], self.report, self.user, note, **options)
        else:
            self.report.move_to(data["status"], self.user, note, files=data["attachments"], **options)

    @property
    def success(self):
        if Subscription.objects.of(self.report).filter(reporter=True, report=self.report).exists():
            return _("상태를 바꾸었습니다. 제보하신 분께 알립니다.")
        return _("상태를 바꾸었습니다. 제보하신 분은 접수번호로 볼 수 있습니다.")


class ModerateForm(ActionForm):
    success = _("공개 여부를 정했습니다.")
    decision = forms.ChoiceField(
        choices=[
            (Report.Moderation.APPROVED, _("공개")),
            (Report.Moderation.HIDDEN, _("비공개")),
            (Report.Moderation.SPAM, _("스팸")),
        ]
    )
    reason = textarea(_("까닭(비공개로 할 때 제보하신 분께 그대로 전해집니다)"), rows=2, required=False)

    def apply(self):
        reason = compose(self.cleaned_data["reason"], self.report)
        self.report.moderate(self.cleaned_data["decision"], self.user, reason, version=self.seen)


class AssignForm(ActionForm):
    success = _("담당자를 정했습니다.")
    assignee = forms.ModelChoiceField(label=_("담당자"), queryset=None, required=False, empty_label=_("담당자 없음"))
    note = forms.CharField(label=_("담당자에게(내부)"), required=False, max_length=500)

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        self.fields["assignee"].queryset = colleagues(user, report.department_id)
        self.initial["assignee"] = report.assignee_id

    def apply(self):
        data = self.cleaned_data
        self.report.assign(data["assignee"], self.user, data["note"], version=self.seen)


class HandOverForm(ActionForm):
    success = _("다른 부서로 넘겼습니다.")
    department = forms.ModelChoiceField(label=_("부서"), queryset=Department.objects.all())
    note = textarea(_("제보하신 분께 드릴 말씀"), rows=2, required=False)
    internal = textarea(_("받는 부서에(내부)"), rows=2, required=False)

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        self.fields["department"].queryset = Department.objects.exclude(pk=report.department_id)

    def apply(self):
        data = self.cleaned_data
        note = compose(data["note"], self.report)
        self.report.hand_over(data["department"], self.user, note, data["internal"], version=self.seen)


class TakeBackForm(ActionForm):
    success = _("다시 우리 부서에서 맡습니다.")
    internal = textarea(_("받았던 부서에(내부)"), rows=2, required=False)

    def apply(self):
        self.report.take_back(self.user, self.cleaned_data["internal"], version=self.seen)


class SendBackForm(ActionForm):
    success = _("넘긴 부서로 돌려보냈습니다.")
    internal = textarea(_("돌려보내는 까닭(내부)"), rows=2)

    def apply(self):
        self.report.send_back(self.user, self.cleaned_data["internal"], version=self.seen)


class NoteForm(ActionForm):
    success = _("메모를 남겼습니다.")
    text = textarea(_("내부 메모"))

    def apply(self):
        self.report.add_note(self.cleaned_data["text"], self.user)


class AskForm(ActionForm):
    success = _("제보하신 분께 여쭈었습니다.")
    text = textarea(_("제보하신 분께 여쭐 것"))

    def apply(self):
        self.report.ask(compose(self.cleaned_data["text"], self.report), self.user)


class AnswerForm(WithFiles):
    success = _("진행 소식을 알렸습니다.")
    text = textarea(_("진행 소식(모두에게 보임)"))

    def apply(self):
        text = compose(self.cleaned_data["text"], self.report)
        self.report.answer(text, self.user, self.cleaned_data["attachments"])


class DeadlineForm(ActionForm):
    success = _("기한을 바꾸었습니다.")
    due_on = day(_("기한"))
    note = forms.CharField(label=_("까닭(내부)"), required=False, max_length=500)

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        self.initial["due_on"] = report.due_on

    def apply(self):
        self.report.set_deadline(self.cleaned_data["due_on"], self.user, self.cleaned_data["note"], version=self.seen)


class ChangeForm(ActionForm):
    """Category, public text, and the pin, which the page's map moves."""

    success = _("고쳤습니다.")
    category = forms.ModelChoiceField(
        label=_("유형"), queryset=Category.objects.active(), required=False, empty_label=None
    )
    text = textarea(_("공개되는 글"), rows=4, required=False)
    lon = forms.FloatField(widget=forms.HiddenInput, required=False)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        self.initial |= {"category": report.category_id, "text": report.text}
        if report.campaign_id:
            del self.fields["category"]

    def clean(self):
        data = super().clean()
        data["lon_lat"] = data["place"] = None
        if data.get("lon") is not None and data.get("lat") is not None:
            data["lon_lat"] = places.clean_point(data["lon"], data["lat"])
            data["place"] = places.describe(*data["lon_lat"])
        return data

    def apply(self):
        data = self.cleaned_data
        changes = {name: data.get(name) for name in ("category", "text", "lon_lat", "place")}
        self.report.change(self.user, **changes, version=self.seen)


class TaskForm(ActionForm):
    success = _("일을 나누었습니다.")
    department = forms.ModelChoiceField(label=_("부서"), queryset=Department.objects.all())
    title = forms.CharField(label=_("할 일"), max_length=200)
    due_on = day(_("기한"), required=False)

    def apply(self):
        data = self.cleaned_data
        self.report.give_task(data["department"], data["title"], self.user, data["due_on"])


class TaskCloseForm(ActionForm):
    success = _("나눈 일의 결과를 적었습니다.")
    task = forms.ModelChoiceField(queryset=None)
    state = forms.ChoiceField(choices=[(Task.State.DONE, _("마침")), (Task.State.DECLINED, _("못 함"))])
    result = forms.CharField(label=_("결과"), required=False, max_length=2000)

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        self.fields["task"].queryset = report.tasks.filter(state=Task.State.OPEN)

    def apply(self):
        data = self.cleaned_data
        data["task"].close(data["state"], self.user, data["result"])


class MergeForm(ActionForm):
    """The other reports follow this one. Only those that the user may open can be chosen."""

    success = _("묶었습니다. 이제 답변 하나가 모두에게 갑니다.")
    others = forms.ModelMultipleChoiceField(queryset=None, to_field_name="number")

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        self.fields["others"].queryset = Report.objects.for_user(user).reports().exclude(pk=report.pk)

    def apply(self):
        Case.objects.merge(self.report, list(self.cleaned_data["others"]), self.user, self.seen)


class SplitForm(ActionForm):
    """Takes `member` out of the case that it is in: this report's, or this report itself."""

    success = _("묶음에서 꺼냈습니다.")
    member = forms.ModelChoiceField(queryset=None, to_field_name="number")

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        mine = Report.objects.for_user(user).filter(case=report.case_id, follows_lead=True)
        self.fields["member"].queryset = mine if report.case_id else Report.objects.none()

    def apply(self):
        self.report.case.split(self.cleaned_data["member"], self.user)


class RoomForm(ActionForm):
    """Into a room of the user's department, whose other departments see the report from then on."""

    success = _("상황방에 넣었습니다.")
    room = forms.ModelChoiceField(label=_("상황방"), queryset=None, empty_label=_("고르기…"))

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        inside = report.room_places.filter(removed_at=None).values("room")
        self.fields["room"].queryset = IncidentRoom.objects.for_user(user).open().exclude(pk__in=inside)

    def apply(self):
        self.cleaned_data["room"].put_in([self.report.pk], self.user)


class CoverForm(ActionForm):
    """Brush strokes over a photo, from the page's script."""

    success = _("사진을 가렸습니다.")
    photo = forms.ModelChoiceField(queryset=None)
    strokes = forms.CharField(max_length=200_000)

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        self.fields["photo"].queryset = report.photos.exclude(original="")

    def clean_strokes(self):
        try:
            strokes = json.loads(self.cleaned_data["strokes"])
        except (ValueError, RecursionError):
            strokes = None
        if not isinstance(strokes, list) or not strokes:
            raise ValidationError(_("가릴 곳을 칠해 주세요."))
        return strokes

    def apply(self):
        if not self.report.may_handle(self.user):
            raise workflow.ActionRefused(_("이 제보는 담당 부서만 다룰 수 있습니다."))
        photos.cover(self.cleaned_data["photo"], self.cleaned_data["strokes"], self.user)


class PhotoForm(ActionForm):
    """Hides one photo from everybody, or shows it again."""

    success = _("사진의 공개 여부를 바꾸었습니다.")
    photo = forms.ModelChoiceField(queryset=None)
    hidden = forms.BooleanField(required=False)
    reason = forms.CharField(label=_("까닭"), required=False, max_length=500)

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        self.fields["photo"].queryset = report.photos.all()

    def apply(self):
        data = self.cleaned_data
        photos.set_hidden(data["photo"], data["hidden"], self.user, compose(data["reason"], self.report))


class ResendForm(ActionForm):
    """A message that failed, or of which nobody knows, goes out once more."""

    success = _("알림을 다시 보냅니다.")
    message = forms.ModelChoiceField(queryset=None)

    def __init__(self, data, report, user):
        super().__init__(data, report, user)
        self.fields["message"].queryset = report.messages.sendable()

    def apply(self):
        if not self.report.may_handle(self.user):
            raise workflow.ActionRefused(_("이 제보는 담당 부서만 다룰 수 있습니다."))
        outbox.send_again(self.cleaned_data["message"])


ACTIONS = {
    "move": StepForm,
    "moderate": ModerateForm,
    "assign": AssignForm,
    "hand-over": HandOverForm,
    "take-back": TakeBackForm,
    "send-back": SendBackForm,
    "note": NoteForm,
    "ask": AskForm,
    "answer": AnswerForm,
    "deadline": DeadlineForm,
    "change": ChangeForm,
    "task": TaskForm,
    "close-task": TaskCloseForm,
    "merge": MergeForm,
    "split": SplitForm,
    "room": RoomForm,
    "cover": CoverForm,
    "photo": PhotoForm,
    "resend": ResendForm,
}
