"""Campaigns of the department: written, opened and closed, their entries taken or not, their results downloaded."""

from operator import attrgetter

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maptag.publishing.layers import LAYERS
from maptag.publishing.public_fields import tell_masked
from maptag.publishing.tables import column_names, csv_response, lines

from .. import icons, workflow
from ..api import results
from ..campaigns import progress, proposals
from ..models import Campaign, CitizenGroup, EditProposal, Photo, Report
from ..pages.campaigns import overview, snippet
from ..questions import answers
from .access import managers_only, with_campaign
from .campaign_forms import CampaignForm
from .queue import feature

PAGE = 40


@require_safe
@managers_only
def campaigns(request):
    """Those that the user manages, with how many entries wait."""
    waiting = Q(entries__moderation__in=["pending", "unchecked"]) & ~Q(entries__status="withdrawn")
    visible = Campaign.objects.seen_by(request.user).select_related("department", "group")
    visible = visible.annotate(
        total=Count("entries", distinct=True), waiting=Count("entries", filter=waiting, distinct=True)
    ).order_by("-created_at", "-pk")
    page = Paginator(visible, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_begin": request.user.has_department or _group_of(request.user)}
    return render(request, "community/staff/campaigns.html", context)


def _group_of(user) -> CitizenGroup | None:
    """The active group for which somebody without department begins a campaign."""
    return CitizenGroup.objects.of(user).filter(active=True).first()


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
def new(request):
    group = _group_of(request.user)
    department = group.department if group else request.user.department
    if department is None:
        messages.error(request, _("쉬고 있는 모임은 새 참여지도를 만들 수 없습니다. 담당 부서에 문의해 주세요."))
        return redirect("community:handling_campaigns")
    campaign = Campaign(department=department, group=group, created_by=request.user)
    return _edit(request, campaign)


@require_http_methods(["GET", "HEAD", "POST"])
@with_campaign
def edit(request, campaign):
    return _edit(request, campaign)


def _edit(request, campaign):
    form = CampaignForm(request.POST or None, instance=campaign)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("저장했습니다."))
        tell_masked(request, form)
        return redirect("community:handling_campaign", saved.slug)
    if campaign.pk:
        # What was refused may have left another name in the instance; the page's links lead to the stored one.
        campaign.slug = form.initial["slug"]
    context = {"form": form, "campaign": campaign, "design": _design(campaign), "icons": icons.listed()}
    status = 400 if form.is_bound else 200
    return render(request, "community/staff/campaign_edit.html", context, status=status)


def _design(campaign) -> dict:
    """What static/js/handling/campaign_edit.js has to know."""
    return {
        "answered": progress.answered(campaign) if campaign.pk else {},
        "area": campaign.outline,
        "outline": reverse("community:handling_districts"),
    }


@require_POST
@with_campaign
def copy(request, campaign):
    """A new draft that asks the same; without its entries, its period and its members."""
    draft = Campaign.objects.get(pk=campaign.pk)
    draft.pk, draft.state, draft.demo = None, Campaign.State.DRAFT, False
    draft.starts = draft.ends = draft.closed_at = None
    draft.title = _("%(title)s (사본)") % {"title": campaign.title[:100]}
    draft.slug = f"{campaign.slug[:50]}-{get_random_string(4, 'abcdefghjkmnpqrstuvwxyz23456789')}"
    draft.questions, draft.created_by = answers.asked(campaign.questions), request.user
    draft.save(force_insert=True)
    messages.success(request, _("베꼈습니다. 제목과 기간을 정하고 저장해 주세요."))
    return redirect("community:handling_campaign_edit", draft.slug)


@require_safe
@with_campaign
def preview(request, campaign):
    """The public page and the form as citizens will see them: also of what is not open yet."""
    context = {"campaign": LAYERS["campaigns"].public(campaign), "preview": True, "reports": []}
    return render(request, "community/campaign.html", overview(campaign) | context)


@require_safe
@with_campaign
def campaign(request, campaign):
    """Its state and its entries: first those that wait."""
    rows = campaign.entries.order_by("-created_at", "-pk")
    waiting = request.GET.get("view") != "all"
    listed = rows.to_moderate() if waiting else rows
    page = Paginator(listed.prefetch_related("photos"), PAGE).get_page(request.GET.get("page"))
    for entry in page:
        entry.campaign = campaign
    context = overview(campaign) | {
        "campaign": campaign,
        "page": page,
        "waiting": waiting,
        "waiting_count": rows.to_moderate().count(),
        "total": rows.count(),
        "proposals": _proposals(campaign),
        "may_change": campaign.may_manage(request.user),
        "features": [feature(entry) for entry in page],
        "states": _next_states(campaign),
        "snippet": snippet(campaign),
    }
    return render(request, "community/staff/campaign.html", context)


def _proposals(campaign) -> list[dict]:
    waiting = EditProposal.objects.filter(report__campaign=campaign, state=EditProposal.State.OPEN)
    open_proposals = waiting.select_related("report__campaign")[:PAGE]
    return [{"proposal": proposal, "differences": proposals.differences(proposal)} for proposal in open_proposals]


def _next_states(campaign) -> list[tuple[str, str]]:
    labels = {"open": _("시작하기"), "closed": _("마치기"), "withdrawn": _("내리기")}
    return [(state, label) for state, label in labels.items() if state != campaign.state]


@require_POST
@with_campaign
def set_state(request, campaign):
    state = request.POST.get("state")
    if state not in dict(_next_states(campaign)):
        messages.error(request, _("바꿀 상태를 골라 주세요."))
    else:
        progress.set_state(campaign, state, request.user)
        messages.success(request, _("‘%(state)s’ 상태로 바꾸었습니다.") % {"state": campaign.get_state_display()})
    return redirect("community:handling_campaign", campaign.slug)


@require_POST
@with_campaign
def decide(request, campaign):
    """Take an entry into the map or not; or a change that somebody proposed."""
    try:
        chosen_id = request.POST.get("proposal", "")
        if chosen_id.isdecimal() and len(chosen_id) < 19:
            proposal = get_object_or_404(EditProposal, pk=int(chosen_id), report__campaign=campaign)
            accept = request.POST.get("decision") == "approved"
            proposals.decide(proposal, accept, request.user, request.POST.get("reply", ""))
            messages.success(request, _("제안대로 고쳤습니다.") if accept else _("그대로 두었습니다."))
        else:
            _decide_entry(request, campaign)
    except workflow.ActionRefused as error:
        messages.error(request, error.message)
    return redirect("community:handling_campaign", campaign.slug)


def _decide_entry(request, campaign):
    decision = request.POST.get("decision")
    if decision not in ("approved", "hidden", "spam"):
        raise workflow.ActionRefused(_("공개할지 골라 주세요."))
    entry = get_object_or_404(campaign.entries, number=request.POST.get("entry", ""))
    entry.moderate(decision, request.user, request.POST.get("reason", ""))
    messages.success(request, f"{entry.number}: {entry.get_moderation_display()}")


@require_safe
@with_campaign
def download(request, campaign):
    """All entries with their answers, as UTF-8 with BOM, neutral for spreadsheets."""
    rows = campaign.entries.exclude(moderation=Report.Moderation.SPAM).order_by("created_at", "pk")
    return csv_response(f"campaign-{campaign.pk}-{timezone.localdate():%Y%m%d}.csv", _lines(campaign, rows))


def _lines(campaign, rows):
    pictures = results.pictures(Photo.objects.filter(report__campaign=campaign))
    own_names = [*_BEFORE_ANSWERS, *_AFTER_ANSWERS]
    labels = column_names([question["label"] for question in campaign.questions], own_names)
    names = [*_BEFORE_ANSWERS, *labels, *_AFTER_ANSWERS]
    return lines(names, (_cells(entry, campaign.questions, pictures) for entry in rows.iterator(chunk_size=1000)))


def _cells(entry, questions: list, pictures: dict[str, str]) -> list:
    whole = entry.whole_answers
    answers = [results.cell(question, whole.get(question["key"]), pictures) for question in questions]
    before, after = ([read(entry) for read in columns.values()] for columns in (_BEFORE_ANSWERS, _AFTER_ANSWERS))
    return [*before, *answers, *after]


# {name of a column: its cell of an entry}
_BEFORE_ANSWERS = {
    "접수번호": attrgetter("number"),
    "올린 때": lambda entry: f"{timezone.localtime(entry.created_at):%Y-%m-%d %H:%M}",
    "공개": lambda entry: entry.get_moderation_display(),
    "별명": attrgetter("nickname"),
    "주소": attrgetter("address"),
}
_AFTER_ANSWERS = {
    "글": attrgetter("text"),
    "맞다고 한 분": attrgetter("agree_count"),
    "다르다고 한 분": attrgetter("disagree_count"),
    "경도": attrgetter("point.x"),
    "위도": attrgetter("point.y"),
}
