"""Words at hand: answer templates of the department, and the texts of messages to citizens."""

from django import forms
from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapsite.accounts.permissions import may

from ..messaging import texts
from ..models import AnswerTemplate, Category, MessageText, Report
from ..workflow import ANSWERED, Status
from .access import handlers_only

MOST_EXAMPLES = 20
STATES = (Status.CONFIRMED, Status.IN_PROGRESS, *ANSWERED)


class Words(forms.Form):
    """Base of both editors: `example` is the real report of the preview."""

    example = forms.ChoiceField(label=gettext_lazy("미리 볼 제보"), required=False)

    def offer(self, user):
        examples = Report.objects.for_user(user).reports().select_related("category", "department", "campaign")
        self.examples = {report.number: report for report in examples.order_by("-created_at", "-pk")[:MOST_EXAMPLES]}
        choices = [(number, f"{report.title} ({number})") for number, report in self.examples.items()]
        self.fields["example"].choices = choices or [("", _("아직 제보가 없습니다"))]
        for field in self.fields.values():
            kind = "krds-form-select" if isinstance(field.widget, forms.Select) else "krds-input"
            if not isinstance(field.widget, (forms.RadioSelect, forms.CheckboxInput)):
                field.widget.attrs.setdefault("class", kind)

    @property
    def chosen(self) -> Report | None:
        """The report of the preview: the asked one, else the latest."""
        number = self.data.get("example", "") if self.is_bound else ""
        return self.examples.get(number) or next(iter(self.examples.values()), None)


class AnswerTemplateForm(Words, forms.ModelForm):
    SCOPES = {
        "own": gettext_lazy("나만"),
        "department": gettext_lazy("우리 부서와 함께"),
        "city": gettext_lazy("모든 부서와 함께"),
    }
    scope = forms.ChoiceField(label=gettext_lazy("누가 쓰나요?"), widget=forms.RadioSelect)
    status = forms.ChoiceField(label=gettext_lazy("어느 상태로 바꿀 때"), required=False)

    class Meta:
        model = AnswerTemplate
        fields = ("name", "category", "status", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 8, "data-words": ""})}

    def __init__(self, data, instance, user):
        super().__init__(data, instance=instance)
        self.user = user
        scopes = dict(self.SCOPES) if user.is_administrator else {k: v for k, v in self.SCOPES.items() if k != "city"}
        self.fields["scope"].choices = list(scopes.items())
        shared = "department" if instance.department_id else "city"
        self.initial["scope"] = (shared if instance.shared else "own") if instance.pk else "department"
        self.fields["status"].choices = [("", _("언제나")), *((s.value, s.label) for s in STATES)]
        self.fields["category"].queryset = Category.objects.active()
        self.fields["category"].empty_label = _("모든 유형")
        self.offer(user)

    def clean_text(self):
        texts.check(self.cleaned_data["text"], texts.OF_AN_ANSWER)
        return self.cleaned_data["text"]

    def save(self, commit=True):
        template, scope = super().save(commit=False), self.cleaned_data["scope"]
        template.author = template.author or self.user
        template.shared = scope != "own"
        # Another department's template that an administrator corrects stays that department's.
        template.department = None if scope == "city" else template.department or self.user.department
        template.save()
        return template

    @property
    def preview(self) -> str:
        values = texts.values(self.chosen) if self.chosen else {}
        return texts.fill(self["text"].value() or "", {k: v for k, v in values.items() if k in texts.OF_AN_ANSWER})


class TextForm(Words):
    subject = forms.CharField(label=gettext_lazy("제목"), max_length=200, widget=forms.TextInput({"data-words": ""}))
    body = forms.CharField(
        label=gettext_lazy("내용"), max_length=4000, widget=forms.Textarea({"rows": 12, "data-words": ""})
    )

    def __init__(self, data, slug, user):
        subject, body = texts.text(slug)
        super().__init__(data, initial={"subject": subject, "body": body})
        self.slug, self.use = slug, texts.USES[slug]
        self.offer(user)

    def clean_subject(self):
        texts.check(self.cleaned_data["subject"], self.use.allowed - {"note", "link"})
        return self.cleaned_data["subject"]

    def clean_body(self):
        texts.check(self.cleaned_data["body"], self.use.allowed, self.use.needed)
        return self.cleaned_data["body"]

    def save(self):
        """What equals the default is not stored: a later version's better default then holds."""
        texts_now = self.cleaned_data["subject"], self.cleaned_data["body"].replace("\r\n", "\n")
        if texts_now == texts.DEFAULTS[self.slug]:
            MessageText.objects.filter(slug=self.slug).delete()
        else:
            MessageText.objects.update_or_create(
                slug=self.slug, defaults=dict(zip(("subject", "body"), texts_now, strict=True))
            )

    @property
    def preview(self) -> str:
        if not self.chosen:
            return ""
        subject, body = (self[name].value() or "" for name in ("subject", "body"))
        return "\n\n".join(texts.imagine(self.slug, subject, body, self.chosen))


@require_safe
@handlers_only
def templates(request):
    """What the handler has at hand, each with whether they may change it."""
    rows = AnswerTemplate.objects.for_user(request.user).select_related("department", "category", "author")
    listed = [(row, row.may_edit(request.user)) for row in rows]
    labels = dict(Status.choices)
    context = {"listed": [(row, mine, labels.get(row.status, "")) for row, mine in listed]}
    return render(request, "community/staff/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@handlers_only
def template(request, pk=None):
    """A new one, or one to change. With `preview` nothing is stored."""
    instance = AnswerTemplate() if pk is None else _editable(request.user, pk)
    form = AnswerTemplateForm(request.POST or None, instance, request.user)
    if _wants_preview(request):
        return JsonResponse({"preview": form.preview})
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        saved = form.save()
        messages.success(request, _("‘%(name)s’ 답변 틀을 저장했습니다.") % {"name": saved.name})
        return redirect("community:handling_templates")
    names = [(name, label) for name, label in texts.PLACEHOLDERS.items() if name in texts.OF_AN_ANSWER]
    context = {
        "form": form,
        "template": instance,
        "names": names,
        "fields": [form["name"], form["category"], form["status"]],
    }
    return render(request, "community/staff/template_edit.html", context, status=_status(form))


def _editable(user, pk) -> AnswerTemplate:
    template = get_object_or_404(AnswerTemplate, pk=pk)
    if not template.may_edit(user):
        raise Http404
    return template


def _wants_preview(request) -> bool:
    return request.method == "POST" and request.headers.get("Accept", "") == "application/json"


def _status(form) -> int:
    return 400 if form.is_bound and form.errors else 200


@require_POST
@handlers_only
def delete_template(request, pk):
    template = _editable(request.user, pk)
    template.delete()
    messages.success(request, _("‘%(name)s’ 답변 틀을 지웠습니다.") % {"name": template.name})
    return redirect("community:handling_templates")


@require_safe
@may("is_administrator")
def message_texts(request):
    """All texts to citizens, and which of them were changed."""
    edited = set(MessageText.objects.values_list("slug", flat=True))
    listed = [(slug, use, texts.text(slug)[0], slug in edited) for slug, use in texts.USES.items()]
    return render(request, "community/staff/texts.html", {"listed": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@may("is_administrator")
def message_text(request, slug):
    """One of them. `reset` brings the default back; with `preview` nothing is stored."""
    if slug not in texts.USES:
        raise Http404
    if "reset" in request.POST:
        MessageText.objects.filter(slug=slug).delete()
        messages.success(request, _("처음 글로 되돌렸습니다."))
        return redirect("community:handling_text", slug)
    form = TextForm(request.POST or None, slug, request.user)
    if _wants_preview(request):
        return JsonResponse({"preview": form.preview})
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        form.save()
        messages.success(request, _("‘%(name)s’ 알림 글을 저장했습니다.") % {"name": form.use.label})
        return redirect("community:handling_texts")
    context = {
        "form": form,
        "use": form.use,
        "edited": MessageText.objects.filter(slug=slug).exists(),
        "names": [(name, label) for name, label in texts.PLACEHOLDERS.items() if name in form.use.allowed],
        "fields": [form["subject"], form["body"]],
    }
    return render(request, "community/staff/text_edit.html", context, status=_status(form))
