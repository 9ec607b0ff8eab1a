"""소식 받기: follow an area, a category, a campaign or a report, by e-mail also where no script runs."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ..messaging import push, subscriptions
from ..models import Campaign, Category, Report, Subscription
from ..protection import limits

HOUR = 3600
SUBJECTS = ("report", "campaign", "category", "gu", "dong")


class FollowForm(forms.Form):
    """`report` and `campaign` come from their pages; here one chooses area and category. `dong` is "gu|dong"."""

    report = forms.CharField(required=False, max_length=14, widget=forms.HiddenInput)
    campaign = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    gu = forms.ChoiceField(label=gettext_lazy("구"), required=False)
    dong = forms.ChoiceField(label=gettext_lazy("동"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("유형"), required=False)
    rhythm = forms.ChoiceField(label=gettext_lazy("받아보는 때"), choices=Subscription.Rhythm, required=False)
    address = forms.CharField(
        label=gettext_lazy("이메일"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "aria-describedby": "follow-privacy"}),
        error_messages={"required": gettext_lazy("소식을 받을 이메일 주소를 적어 주세요.")},
    )

    def __init__(self, data=None, initial=None):
        super().__init__(data, initial=initial)
        self.auto_id = "follow-%s"
        of_gu: dict[str, list] = {}
        for gu, dong in subscriptions.dongs():
            of_gu.setdefault(gu, []).append((f"{gu}|{dong}", dong))
        self.fields["gu"].choices = [("", _("도시 전체")), *((gu, gu) for gu in of_gu)]
        self.fields["dong"].choices = [("", _("구 전체")), *of_gu.items()]
        categories = Category.objects.active().values_list("slug", "name")
        self.fields["category"].choices = [("", _("모든 유형")), *categories]
        for name in ("gu", "dong", "category", "rhythm"):
            self.fields[name].widget.attrs["class"] = "krds-form-select"
        self.fields["address"].widget.attrs["class"] = "krds-input"

    @property
    def about(self) -> str:
        """What the page that led here is about: a report or a campaign; "" where one chooses."""
        subject = {name: self[name].value() or "" for name in ("report", "campaign")}
        report = Report.objects.public().filter(number=subject["report"].upper()).first() if subject["report"] else None
        campaign = Campaign.objects.public().filter(slug=subject["campaign"]).first() if subject["campaign"] else None
        return (report and f"{report.title} ({report.number})") or (campaign and campaign.title) or ""

    @property
    def feed_query(self) -> str:
        """The same choice as the query string of a feed."""
        subject = {name: self[name].value() or "" for name in ("campaign", "gu", "dong", "category")}
        subject["dong"] = subject["dong"].partition("|")[2]
        subject = {name: value for name, value in subject.items() if value}
        return f"?{urlencode(subject)}" if subject else ""

    def clean(self):
        data = super().clean()
        gu, _bar, dong = data.get("dong", "").partition("|")
        if dong and data.get("gu") and gu != data["gu"]:
            self.add_error("dong", _("고른 구에 없는 동입니다. 동을 다시 골라 주세요."))
        data["gu"], data["dong"] = data.get("gu") or gu, dong
        return data


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request):
    """The form, and what it sends. ?gu=&dong=&category=, ?report= and ?campaign= choose beforehand."""
    form = FollowForm(request.POST or None, _chosen(request.GET))
    if request.method == "POST" and form.is_valid() and _begin(request, form):
        more = _("이미 받아보고 계시면 그 메일에서 바꿀 수 있습니다.")
        messages.success(request, _("확인 메일을 보냈습니다. 메일의 주소를 열면 시작합니다.") + f" {more}")
        subject = {name: form.cleaned_data[name] for name in SUBJECTS if form.cleaned_data.get(name)}
        return redirect(f"{reverse('community:follow')}?{urlencode(subject)}")
    context = {"form": form, "push_key": push.public_key()}
    return render(request, "community/follow_form.html", context, status=400 if form.is_bound else 200)


def _chosen(query) -> dict:
    subject = {name: query.get(name, "")[:80].replace("\x00", "") for name in SUBJECTS}
    if subject["dong"]:
        subject["dong"] = f"{subject['gu']}|{subject['dong']}"
    return subject


def _begin(request, form) -> Subscription | None:
    """The Subscription, or None with the reason in the form."""
    try:
        with limits.counted("follow", limits.sender_of(request).network_hash, 20, HOUR):
            return subscriptions.follow(**form.cleaned_data | {"rhythm": form.cleaned_data["rhythm"] or "at_once"})
    except limits.TooMany as error:
        form.add_error(None, error.message)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            form.add_error(name if name in form.fields else None, messages)
    return None


@login_not_required
@require_POST
def link(request):
    """Mails the private link of all that an address follows; the answer is the same whether it follows something."""
    try:
        with limits.counted("follow", limits.sender_of(request).network_hash, 20, HOUR):
            subscriptions.send_link(request.POST.get("address", ""))
        messages.success(request, _("받아보시는 소식이 있으면 그 주소로 메일을 보냈습니다."))
    except limits.TooMany as error:
        messages.error(request, error.message)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("community:follow")
