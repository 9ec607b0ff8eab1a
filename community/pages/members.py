"""Those who take part in a campaign by a personal link: accepting, registering, and their own page."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..campaigns import confirmations, leaders, members
from ..models import Campaign, CampaignMember
from ..protection import limits

State = CampaignMember.State
HOUR = 3600
REMEMBERED_DAYS = 400
COOKIE = "member_"


def member_of(request, campaign: Campaign) -> CampaignMember | None:
    """Who uses this device, if their link was opened on it."""
    return campaign.members.taking_part(request.COOKIES.get(_cookie(campaign), ""))


def _cookie(campaign: Campaign) -> str:
    return f"{COOKIE}{campaign.pk}"


def _remember(response, member: CampaignMember):
    """So that the form works here without the link, and without network. It says nothing to other sites."""
    response.set_cookie(
        _cookie(member.campaign),
        member.token,
        max_age=REMEMBERED_DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member(request, token):
    """Whoever holds the link: accept an invitation (by a button, for mail scanners open links too), then their page."""
    member = CampaignMember.objects.with_token(token)
    if member is None:
        return render(request, "community/member_unknown.html", status=404)
    if not member.campaign.is_public:
        raise Http404
    if request.method == "POST":
        try:
            limits.count("member", member.token, 60, HOUR)
            return _take(request, member)
        except ValidationError as error:
            return _page(request, member, error.messages, status=400)
        except limits.TooMany as error:
            return _page(request, member, [error.message], status=429)
    return _page(request, member)


def _found(token: str) -> CampaignMember:
    member = CampaignMember.objects.with_token(token)
    if member is None:
        raise Http404
    return member


def _page(request, member, errors=(), status=200):
    entries = _entries(member) if member.state == State.ACTIVE else ()
    context = {
        "member": member,
        "campaign": member.campaign,
        "errors": errors,
        "nickname": request.POST.get("nickname", member.nickname)[:200],
        "entries": entries,
        "on_board": leaders.stands_on_board(member.campaign, confirmations.contributor(None, member)),
        "link": member.link,
        "part": f"community/members/{_part(member)}.html",
        "ending": _ENDINGS.get(member.state, _("더는 쓸 수 없는 링크입니다")),
    }
    response = render(request, "community/member.html", context, status=status)
    # The address is the key: no other site is to learn it.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    if member.state == State.ACTIVE:
        _remember(response, member)
    return response


def _part(member: CampaignMember) -> str:
    """The part of the page that fits the member's state, by its template's name."""
    return "expired" if member.has_expired else member.state if member.state in _PARTS else "ended"


# The other states end a membership.
_PARTS = (State.INVITED, State.UNCONFIRMED, State.WAITING, State.ACTIVE)
_ENDINGS = {State.LEFT: gettext_lazy("참여를 그만두셨습니다"), State.DECLINED: gettext_lazy("초대를 사양하셨습니다")}


def _entries(member: CampaignMember):
    """What they added, the latest first, with the number of proposals that wait for them."""
    waiting = Count("proposals", filter=Q(proposals__state="open"))
    return member.entries.exclude(status="withdrawn").annotate(proposed=waiting).order_by("-created_at")[:100]


def _take(request, member: CampaignMember):
    step = request.POST.get("step")
    if step == "forget":
        messages.success(request, _("이 기기에서 나왔습니다. 링크를 다시 열면 이어서 참여할 수 있습니다."))
        response = redirect(member.campaign)
        response.delete_cookie(_cookie(member.campaign), samesite="Lax")
        return response
    if step not in _STEPS or (step != "accept" and member.state != State.ACTIVE):
        raise ValidationError(_("무엇을 할지 골라 주세요."))
    if message := _STEPS[step](request, member):
        messages.success(request, message)
    return redirect("community:member", member.token)


def _accept(request, member) -> str:
    members.accept(member, request.POST.get("nickname", ""))
    return _("참여할 준비가 되었습니다.") if member.state == State.ACTIVE else ""


def _rename(request, member) -> str:
    members.rename(member, request.POST.get("nickname", ""))
    return _("별명을 바꾸었습니다.")


def _board(request, member) -> str:
    out = request.POST.get("board") == "off"
    leaders.opt(member.campaign, confirmations.contributor(None, member), out)
    return _("순위표에서 뺐습니다.") if out else _("순위표에 다시 넣었습니다.")


def _leave(request, member) -> str:
    members.leave(member)
    return ""


_STEPS = {"accept": _accept, "rename": _rename, "board": _board, "leave": _leave}


@csrf_exempt  # A mail program posts this without a page (RFC 8058); the token in the address is the authority.
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """No letters any more: an invitation is declined, a registration forgotten, a member leaves.

    It works for a campaign that was withdrawn, too: who got a letter may say stop.
    """
    member = _found(token)
    if request.method == "POST":
        members.leave(member)
    stopped = not member.may_be_written_to
    context = {"member": member, "campaign": member.campaign, "done": stopped}
    return render(request, "community/member_stop.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, slug):
    """Citizens register for a campaign; whoever was invited or registered has a lost link sent again."""
    campaign = get_object_or_404(Campaign.objects.public().select_related("department", "group"), slug=slug)
    if campaign.participation == Campaign.Participation.ANYONE:
        return redirect("community:join", campaign.slug)
    context, status = {"campaign": campaign, "given": request.POST}, 200
    if request.method == "POST":
        try:
            _register(request, campaign)
            return redirect(f"{reverse('community:register', args=[campaign.slug])}?sent=1")
        except ValidationError as error:
            context["errors"], status = error.messages, 400
        except limits.TooMany as error:
            context["errors"], status = [error.message], 429
    context["sent"] = request.GET.get("sent") == "1"
    return render(request, "community/register.html", context, status=status)


def _register(request, campaign):
    if not campaign.takes_entries:
        raise ValidationError(_("지금은 참여를 받지 않는 지도입니다."))
    # The honeypot: people do not see this field.
    if not request.POST.get("website"):
        email, nickname = request.POST.get("email", ""), request.POST.get("nickname", "")
        members.register(campaign, email, nickname, limits.sender_of(request))
