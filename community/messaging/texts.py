"""What citizens are told, in words. Staff may change every text (MessageText); these are the ones to begin with.

Placeholders are those of PLACEHOLDERS; unknown ones stay as they are in `fill`, and are refused by `check`, where staff
write.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from ..models import MessageText, Report
from .quoting import in_one_line

DEFAULTS = {
    "receipt": (
        "[{city}] 제보를 잘 받았습니다 ({number})",
        "보내 주신 ‘{title}’ 제보를 잘 받았습니다.\n\n위치: {address}\n접수번호: {number}\n\n"
        "담당 부서가 확인하고 다시 알려 드리겠습니다. "
        "진행 상황을 보거나 사진과 글을 더하려면 아래 주소로 들어오세요.\n{link}",
    ),
    "status": (
        "[{city}] 제보가 ‘{status}’ 상태가 되었습니다 ({number})",
        "‘{title}’ 제보가 ‘{status}’ 상태로 바뀌었습니다.\n위치: {address}\n\n{note}\n\n{department} 드림\n{link}",
    ),
    "done": (
        "[{city}] 제보하신 일을 마쳤습니다 ({number})",
        "‘{title}’ 제보의 처리를 마쳤습니다.\n위치: {address}\n\n{note}\n\n{department} 드림\n\n"
        "정말 해결되었는지 아래 주소에서 알려 주세요. 아니라면 다시 살펴보겠습니다.\n{link}",
    ),
    "answer": (
        "[{city}] 제보에 답변이 있습니다 ({number})",
        "‘{title}’ 제보에 새 소식이 있습니다.\n위치: {address}\n\n{note}\n\n{department} 드림\n{link}",
    ),
    "merged": (
        "[{city}] 같은 내용의 제보와 함께 처리합니다 ({number})",
        "보내 주신 ‘{title}’ 제보를 같은 내용의 제보 {lead}에 묶어 함께 처리합니다.\n위치: {address}\n\n{note}\n\n"
        "접수번호는 그대로이고, 답변은 이 제보로도 전해 드립니다. "
        "다른 일이라면 아래 주소에서 알려 주세요.\n{department} 드림\n{link}",
    ),
    "split": (
        "[{city}] 제보를 따로 처리합니다 ({number})",
        "‘{title}’ 제보를 {lead} 제보와 나누어 이제부터 따로 처리합니다.\n위치: {address}\n\n"
        "진행 소식은 지금처럼 이 제보로 알려 드립니다.\n{department} 드림\n{link}",
    ),
    "handed_over": (
        "[{city}] 제보의 담당 부서가 바뀌었습니다 ({number})",
        "‘{title}’ 제보를 이제 {to}에서 맡습니다.\n위치: {address}\n\n{note}\n\n{link}",
    ),
    "question": (
        "[{city}] 제보에 대해 여쭙니다 ({number})",
        "‘{title}’ 제보를 살펴보다가 여쭤볼 것이 있습니다.\n\n{note}\n\n"
        "아래 주소에서 답해 주시면 바로 이어서 처리하겠습니다.\n{link}",
    ),
    "hidden": (
        "[{city}] 제보를 공개하지 않았습니다 ({number})",
        "보내 주신 ‘{title}’ 제보는 아래 까닭으로 지도에 공개하지 않았습니다. "
        "처리는 그대로 이어집니다.\n\n{note}\n\n{link}",
    ),
    "photo": (
        "[{city}] 제보의 사진 한 장을 숨겼습니다 ({number})",
        "보내 주신 ‘{title}’ 제보의 사진 한 장을 아래 까닭으로 숨겼습니다. 이제 아무 데도 보이지 않습니다. "
        "처리는 그대로 이어집니다.\n\n{note}\n\n{link}",
    ),
    "new": (
        "[{city}] 받아보시는 곳에 새 제보가 있습니다: {title}",
        "‘{title}’ 제보가 새로 올라왔습니다.\n위치: {address}\n{link}",
    ),
    "proposed": (
        "[{city}] 올려 주신 곳에 고칠 점 제안이 있습니다 ({number})",
        "‘{title}’에 올려 주신 곳을 보고 다른 분이 고칠 점을 제안했습니다.\n위치: {address}\n\n{note}\n\n"
        "받아들일지는 올려 주신 분이 정하시면 됩니다. 그 전에는 아무것도 바뀌지 않습니다.\n{link}",
    ),
    "proposal_accepted": (
        "[{city}] 제안해 주신 대로 고쳤습니다 ({number})",
        "‘{title}’에서 고칠 점을 알려 주셔서 고맙습니다. 제안해 주신 대로 고쳤습니다.\n"
        "위치: {address}\n\n{note}\n\n{link}",
    ),
    "proposal_declined": (
        "[{city}] 제안해 주신 내용을 살펴보았습니다 ({number})",
        "‘{title}’에서 고칠 점을 알려 주셔서 고맙습니다. 살펴보았지만 이번에는 그대로 두기로 했습니다.\n"
        "위치: {address}\n\n{note}\n\n{link}",
    ),
    "invitation": (
        "[{city}] {host}에서 ‘{title}’에 초대합니다",
        "안녕하세요. {host}입니다.\n\n‘{title}’에 함께해 주셨으면 해서 편지를 드립니다.\n{summary}\n\n{note}\n\n"
        "아래 주소를 누르고 별명을 정하시면 바로 참여하실 수 있습니다. 앱을 깔거나 회원으로 가입하지 않아도 됩니다.\n"
        "{link}\n\n이 주소는 초대를 받아들이는 데 한 번만 쓰입니다. {due}까지 쓰실 수 있고, 참여하실 때 쓰는 주소는 "
        "받아들이신 뒤에 따로 보내 드립니다. 참여하고 싶지 않으시면 그냥 두시거나, 맨 아래 주소에서 사양해 주세요. "
        "그러면 이메일 주소를 바로 지웁니다.\n\n"
        "{host} 드림",
    ),
    "registration": (
        "[{city}] ‘{title}’ 참여 등록을 마쳐 주세요",
        "{nickname} 님, 안녕하세요. {host}입니다.\n\n‘{title}’에 함께해 주신다니 고맙습니다. "
        "아래 주소를 눌러 등록을 마쳐 주세요.\n{link}\n\n{due}까지 쓰실 수 있습니다. "
        "신청한 적이 없다면 그냥 두시면 됩니다. 그러면 이메일 주소는 저절로 지워집니다.\n\n{host} 드림",
    ),
    "membership": (
        "[{city}] ‘{title}’에 참여하는 링크입니다",
        "{nickname} 님, 안녕하세요. {host}입니다.\n\n이제 ‘{title}’에 참여하실 수 있습니다. "
        "쓰시려는 휴대전화나 컴퓨터에서 아래 주소를 한 번 눌러 주세요.\n{link}\n\n"
        "이 주소는 {nickname} 님만의 것이니 다른 분께 넘기지 말아 주세요.\n\n{host} 드림",
    ),
    "representative": (
        "[{city}] {group} 대표로 등록되었습니다",
        "안녕하세요. {department}입니다.\n\n{group}에서 시민 참여지도를 여실 수 있도록 대표로 등록해 드렸습니다. "
        "아래 주소에서 비밀번호를 정하고 이 이메일 주소로 로그인해 주세요.\n{link}\n\n"
        "주소는 사흘 동안 쓸 수 있습니다. 기한이 지나면 로그인 화면의 ‘비밀번호를 잊으셨나요?’에서 "
        "다시 받으실 수 있습니다.\n\n"
        "{department} 드림",
    ),
    "digest": (
        "[{city}] 받아보시는 소식 {count}건",
        "안녕하세요. 그동안 모인 소식 {count}건을 알려 드립니다.\n\n{note}",
    ),
    "manage": (
        "[{city}] 받아보시는 소식의 주소입니다",
        "아래 주소에서 받아보시는 소식을 모두 보고, 바꾸거나 그만둘 수 있습니다. "
        "이 주소는 다른 사람에게 알려 주지 마세요. 신청한 적이 없다면 그냥 두시면 됩니다.\n{link}",
    ),
    "deadlines": (
        "[{city}] 오늘 살펴볼 기한: 지남 {late}건, 임박 {soon}건",
        "{department}에서 맡은 제보의 기한입니다. 기한이 지난 제보는 모두 {all_late}건입니다.\n\n{note}\n\n"
        "제보 목록에서 바로 처리하실 수 있습니다.\n{link}",
    ),
    "confirm": (
        "[{city}] 소식 받기를 확인해 주세요",
        "{note} 소식을 이메일로 받으시려면 아래 주소를 눌러 주세요. 신청한 적이 없다면 그냥 두시면 됩니다.\n{link}",
    ),
}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
PLACEHOLDERS = {
    "number": _("접수번호"),
    "title": _("유형이나 참여지도의 이름"),
    "address": _("위치"),
    "status": _("상태"),
    "note": _("담당자가 쓴 말"),
    "department": _("담당 부서"),
    "due": _("답변 기한"),
    "link": _("제보나 확인 쪽의 주소"),
    "city": _("도시 이름"),
    "count": _("소식의 수"),
    "host": _("여는 부서나 모임"),
    "nickname": _("참여자의 별명"),
    "summary": _("참여지도의 한 줄 소개"),
    "group": _("시민 모임의 이름"),
    "lead": _("함께 처리하는 제보의 접수번호"),
    "to": _("새로 맡은 부서"),
    "late": _("오늘 기한이 지난 건수"),
    "soon": _("기한이 다가온 건수"),
    "all_late": _("기한이 지난 모든 건수"),
}
OF_A_MEMBER = frozenset(("city", "title", "summary", "host", "nickname", "note", "due", "link"))
OF_A_REPORT = frozenset(("number", "title", "address", "status", "note", "department", "due", "link", "city"))
# What a handler's answer may hold: it becomes the {note} of a message, and everybody reads it.
OF_AN_ANSWER = OF_A_REPORT - {"note", "link"}


@dataclass(frozen=True, slots=True)
class Use:
    """When a text is sent, the placeholders that it may have, and those without which it would say nothing."""

    label: str
    when: str
    allowed: frozenset = OF_A_REPORT
    needed: frozenset = frozenset()


_LINK, _NOTE = frozenset({"link"}), frozenset({"note"})
USES = {
    "receipt": Use(_("접수"), _("제보를 받았을 때 제보하신 분께"), needed=_LINK),
    "status": Use(_("상태 변경"), _("상태가 바뀌었을 때"), needed=_NOTE),
    "done": Use(_("완료"), _("처리를 마쳤을 때"), needed=_NOTE | _LINK),
    "answer": Use(_("진행 소식"), _("상태를 바꾸지 않고 소식을 알릴 때"), needed=_NOTE),
    "handed_over": Use(_("부서 이동"), _("다른 부서로 넘기며 드릴 말씀을 적었을 때"), OF_A_REPORT | {"to"}, _NOTE),
    "question": Use(_("질문"), _("제보하신 분께 여쭐 때"), needed=_NOTE | _LINK),
    "hidden": Use(_("비공개"), _("제보를 공개하지 않을 때 제보하신 분께"), needed=_NOTE),
    "photo": Use(_("사진 숨김"), _("사진 한 장을 숨겼을 때 제보하신 분께"), needed=_NOTE),
    "new": Use(_("새 제보"), _("받아보는 곳이나 유형에 새 제보가 공개되었을 때"), needed=_LINK),
    "digest": Use(
        _("모은 소식"),
        _("하루나 한 주에 한 번 받는 분께"),
        frozenset({"city", "note", "count"}),
        _NOTE,
    ),
    "confirm": Use(
        _("소식 받기 확인"), _("이메일로 소식 받기를 신청했을 때"), frozenset({"city", "note", "link"}), _LINK
    ),
    "proposed": Use(_("고칠 점 제안"), _("고칠 점을 제안받았을 때 올린 분께"), needed=_LINK),
    "proposal_accepted": Use(_("제안 받아들임"), _("제안을 받아들였을 때 제안한 분께")),
    "proposal_declined": Use(_("제안 받아들이지 않음"), _("제안을 받아들이지 않았을 때 제안한 분께")),
    "invitation": Use(_("초대"), _("참여지도에 초대할 때"), OF_A_MEMBER, _LINK),
    "registration": Use(_("등록 확인"), _("참여를 신청했을 때"), OF_A_MEMBER, _LINK),
    "membership": Use(_("참여 링크"), _("참여할 수 있게 되었을 때"), OF_A_MEMBER, _LINK),
    "representative": Use(
        _("모임 대표"),
        _("시민 모임의 대표로 등록되었을 때"),
        frozenset({"city", "group", "department", "link"}),
        _LINK,
    ),
    "merged": Use(_("합침"), _("다른 제보와 함께 처리하게 되었을 때"), OF_A_REPORT | {"lead"}, _LINK),
    "split": Use(_("나눔"), _("함께 처리하던 제보를 다시 나누었을 때"), OF_A_REPORT | {"lead"}, _LINK),
    "deadlines": Use(
        _("기한 알림"),
        _("기한이 지났거나 다가온 제보를 담당자에게 모아 알릴 때"),
        frozenset({"city", "department", "late", "soon", "all_late", "note", "link"}),
        _NOTE,
    ),
    "manage": Use(_("받아보는 소식의 주소"), _("관리 쪽의 주소를 물었을 때"), frozenset({"city", "link"}), _LINK),
}


def check(text: str, allowed, needed=frozenset()):
    """Raises ValidationError naming what nobody would fill, a brace without its pair, or what is missing."""
    used = set(PLACEHOLDER.findall(text))
    names = ", ".join(f"{{{name}}} {label}" for name, label in PLACEHOLDERS.items() if name in allowed)
    if unknown := sorted(used - allowed):
        wrong = ", ".join(f"{{{name}}}" for name in unknown)
        message = _("%(wrong)s: 여기에는 쓸 수 없는 자리입니다. 쓸 수 있는 자리: %(names)s")
        raise ValidationError(message % {"wrong": wrong, "names": names or _("없음")})
    if re.search(r"[{}｛｝]", PLACEHOLDER.sub("", text)):
        message = _("중괄호의 짝이 맞지 않거나 모르는 자리입니다. 쓸 수 있는 자리: %(names)s")
        raise ValidationError(message % {"names": names or _("없음")})
    if missing := [f"{{{name}}}" for name in PLACEHOLDERS if name in needed - used]:
        raise ValidationError(_("이 글에는 %(missing)s 자리가 꼭 있어야 합니다.") % {"missing": ", ".join(missing)})


def compose(note: str, report: Report, **extra) -> str:
    """What a handler wrote about `report`, with its placeholders filled. Raises ValidationError where nobody would
    fill one: the words go out as they are."""
    check(note, OF_AN_ANSWER)
    allowed = {name: value for name, value in (values(report) | extra).items() if name in OF_AN_ANSWER}
    return fill(note, allowed)


def text(slug: str) -> tuple[str, str]:
    """(subject, body) with placeholders: the edited ones, else the defaults."""
    edited = MessageText.objects.filter(slug=slug).values_list("subject", "body").first()
    return edited or DEFAULTS[slug]


def letter(slug: str, values: dict) -> dict[str, str]:
    """The `subject` and `body` of a Message: the text `slug` with `values` in the place of its placeholders."""
    subject, body = text(slug)
    return {"subject": subject_line(subject, values), "body": fill(body, values)}


def subject_line(template: str, values: dict) -> str:
    """As `fill`, in one line: a mail with a line end in its subject is never sent."""
    return " ".join(fill(template, values).split())[:200]


def fill(template: str, values: dict) -> str:
    """Replace placeholders; nothing else in the template is looked at."""
    filled = PLACEHOLDER.sub(lambda m: str(values.get(m[1], m[0])), template)
    return re.sub(r"\n{3,}", "\n\n", filled).strip()


def values(report: Report, note: str = "", link: str = "") -> dict:
    return {
        "city": settings.CITY_NAME,
        "number": report.number,
        "title": report.subject,
        "address": report.address,
        "status": report.get_status_display(),
        "note": note,
        "department": str(report.department or settings.CITY_NAME),
        "due": formats.date_format(report.due_on) if report.due_on else "",
        "link": link,
    }


def preview(report: Report, status: str, note: str) -> tuple[str, str]:
    """(subject, body) of what the reporter would get for moving to `status` with `note`; nothing is stored."""
    about = {"category": report.category, "campaign": report.campaign}
    imagined = type(report)(**about, department=report.department, status=status)
    imagined.number, imagined.address, imagined.due_on = report.number, report.address, report.due_on
    subject, body = text("done" if status == "done" else "status")
    who = str(report.department or settings.CITY_NAME)
    quote = _("[%(who)s의 답변]\n%(note)s") % {"who": who, "note": fill(note, values(imagined))} if note else ""
    filled = values(imagined, quote, f"{settings.SITE_URL}/…")
    return subject_line(subject, filled), fill(body, filled)


def imagine(slug: str, subject: str, body: str, report: Report) -> tuple[str, str]:
    """A text as it would be sent about `report`, with words in the place of what only an event would bring."""
    note = _("담당자가 쓴 말이 여기에 들어갑니다.")
    if slug == "digest":
        note = f"■ {report.gu}: 1\n\n1. {report.title}\n{settings.SITE_URL}{report.get_absolute_url()}"
    elif slug == "confirm":
        note = report.gu or report.subject
    filled = values(report, note, f"{settings.SITE_URL}/…") | _letter(report)
    filled |= {"count": 3, "lead": report.number, "to": _("새로 맡은 부서"), "late": 2, "soon": 1, "all_late": 5}
    return subject_line(subject, filled), fill(body, filled)


def _letter(report: Report) -> dict:
    """What only letters about a campaign name."""
    host = str(report.department or settings.CITY_NAME)
    summary = report.campaign.summary if report.campaign else ""
    return {"host": host, "nickname": _("별명"), "summary": summary, "group": _("시민 모임")}


def digest_entry(messages: list) -> str:
    """What happened to one report: what and where, each step with its words, and where to read on."""
    report = messages[0].report
    steps = []
    for event in (message.event for message in messages):
        status = event.get_to_status_display() or event.get_kind_display()
        quote = in_one_line(event)
        steps.append(f"- {status}: {quote}" if quote else f"- {status}")
    parts = (report.title, *steps, messages[0].link)
    return "\n   ".join(line.replace("\n", "\n     ") for line in parts)
