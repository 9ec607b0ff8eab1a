"""Who takes part in a campaign: invited, approved, removed by those who manage it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ..campaigns import members as roll
from ..models import Campaign, CampaignMember
from .access import with_campaign

PAGE = 40
State = CampaignMember.State


class InvitationForm(forms.Form):
    """`addresses` as in `community.campaigns.members.read_addresses`."""

    addresses = forms.CharField(
        label=gettext_lazy("초대할 분의 이메일"),
        max_length=200_000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5, "class": "krds-input", "spellcheck": "false"}),
    )
    note = forms.CharField(
        label=gettext_lazy("함께 전할 말"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "krds-input"}),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("초대 기한"),
        coerce=int,
        initial=14,
        choices=[(n, gettext_lazy("%d일") % n) for n in roll.VALID_DAYS],
        widget=forms.Select(attrs={"class": "krds-form-select"}),
    )


class RulesForm(forms.ModelForm):
    class Meta:
        model = Campaign
        fields = ("participation", "approval", "contact_days")
        widgets = {
            "participation": forms.Select(attrs={"class": "krds-form-select"}),
            "contact_days": forms.NumberInput(attrs={"class": "krds-input", "min": 1, "max": 365}),
        }

    def clean_contact_days(self):
        days = self.cleaned_data["contact_days"]
        if not 1 <= days <= 365:
            raise ValidationError(_("1일에서 365일 사이로 적어 주세요."))
        return days


@require_safe
@with_campaign
def members(request, campaign):
    return _page(request, campaign)


def _page(request, campaign, invitation=None, rules=None, status=200):
    query, state = request.GET.get("q", "").replace("\x00", "").strip()[:254], request.GET.get("state", "")
    rows = campaign.members.order_by("-created_at", "-pk")
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    if state in State.values:
        rows = rows.filter(state=state)
    if query:
        rows = rows.search(query)
    context = {
        "campaign": campaign,
        "page": Paginator(rows.annotate(total=Count("entries")), PAGE).get_page(request.GET.get("page")),
        "query": query,
        "state": state,
        "states": [(value, label, counts[value]) for value, label in State.choices if value in counts],
        "total": sum(counts.values()),
        "may_change": campaign.may_manage(request.user),
        "invitation": invitation or InvitationForm(),
        "rules": rules or RulesForm(instance=campaign),
    }
    return render(request, "community/staff/members.html", context, status=status)


@require_POST
@with_campaign
def invite(request, campaign):
    """Write to the addresses; lines that could not be read stay in the form."""
    form = InvitationForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            outcome = roll.invite(campaign, data["addresses"], request.user, data["note"], data["days"])
        except ValidationError as error:
            form.add_error("addresses", error)
        else:
            _tell(request, outcome)
            if not outcome.unread:
                return redirect("community:handling_campaign_members", campaign.slug)
            unread_form = InvitationForm(initial=data | {"addresses": "\n".join(outcome.unread)})
            return _page(request, campaign, unread_form)
    return _page(request, campaign, form, status=400)


def _tell(request, outcome: roll.Invited):
    if outcome.sent:
        messages.success(request, _("%(n)d명에게 초대 메일을 보냅니다.") % {"n": outcome.sent})
    if outcome.already:
        messages.info(request, _("이미 초대했거나 참여하고 있는 %(n)d명은 그대로 두었습니다.") % {"n": outcome.already})
    if outcome.tomorrow:
        text = _("%(n)d명은 오늘 이미 여러 통을 받으셔서 보내지 않았습니다. 내일 다시 초대해 주세요.")
        messages.warning(request, text % {"n": len(outcome.tomorrow)})
    if outcome.declined:
        messages.warning(request, _("%(n)d명은 초대를 사양하셔서 보내지 않았습니다.") % {"n": outcome.declined})
    if outcome.unread:
        messages.error(request, _("%(n)d줄은 이메일 주소를 읽지 못해 남겨 두었습니다.") % {"n": len(outcome.unread)})


@require_POST
@with_campaign
def rules(request, campaign):
    """Who may take part, and how long contact data is kept."""
    form = RulesForm(request.POST, instance=campaign)
    if not form.is_valid():
        campaign.refresh_from_db()
        return _page(request, campaign, rules=form, status=400)
    form.save()
    messages.success(request, _("저장했습니다."))
    return redirect("community:handling_campaign_members", campaign.slug)


_STEPS = {
    "resend": (roll.resend, gettext_lazy("링크를 다시 보냅니다.")),
    "revoke": (roll.revoke, gettext_lazy("초대를 취소했습니다. 링크는 더는 쓸 수 없습니다.")),
    "approve": (roll.approve, gettext_lazy("승인했습니다. 참여 링크를 메일로 보냅니다.")),
    "remove": (roll.remove, gettext_lazy("내보냈습니다. 올린 곳은 별명 없이 남습니다.")),
}


@require_POST
@with_campaign
def act(request, campaign):
    """`step` (one of _STEPS) for one `member`."""
    step, message = _STEPS.get(request.POST.get("step"), (None, ""))
    try:
        if step is None:
            raise ValidationError(_("무엇을 할지 골라 주세요."))
        step(_member(request, campaign))
        messages.success(request, message)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("community:handling_campaign_members", campaign.slug)


def _member(request, campaign) -> CampaignMember:
    chosen_id = request.POST.get("member", "")
    pk = int(chosen_id) if chosen_id.isdecimal() and len(chosen_id) < 19 else 0
    return get_object_or_404(campaign.members.select_related("campaign__department", "campaign__group"), pk=pk)
