"""What citizens are told, in words. Staff may change every text (MessageText); these are the ones to begin with.

Placeholders are {number}, {title}, {address}, {status}, {note}, {department}, {link}, {due} and {city}; letters to
members of a campaign also know {host}, {nickname} and {summary}, "merged" and "split" {lead}, and "deadlines" (to
handlers) {late}, {soon} and {all_late}. Unknown ones stay as they are, so that a typing error shows in the preview.
"""

import re

from django.conf import settings
from django.utils import formats

from .models import MessageText, Report

DEFAULTS = {
    "receipt": (
        "[{city}] 제보를 잘 받았습니다 ({number})",
        "보내 주신 ‘{title}’ 제보를 잘 받았습니다.\n\n위치: {address}\n접수번호: {number}\n\n"
        "담당 부서가 확인하고 다시 알려 드리겠습니다. "
        "진행 상황을 보거나 사진과 글을 더하려면 아래 주소로 들어오세요.\n{link}",
    ),
    "status": (
        "[{city}] 제보가 ‘{status}’ 상태가 되었습니다 ({number})",
        "‘{title}’ 제보의 상태가 ‘{status}’(으)로 바뀌었습니다.\n위치: {address}\n\n"
        "{note}\n\n{department} 드림\n{link}",
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
        "{link}\n\n이 주소는 받으신 분만의 것이니 다른 분께 넘기지 말아 주세요. {due}까지 쓰실 수 있습니다. "
        "참여하고 싶지 않으시면 그냥 두시거나, 맨 아래 주소에서 사양해 주세요. 그러면 이메일 주소를 바로 지웁니다.\n\n"
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
    "digest": ("[{city}] 받아보시는 제보 소식", "{note}"),
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


def text(slug: str) -> tuple[str, str]:
    """(subject, body) with placeholders: the edited ones, else the defaults."""
    edited = MessageText.objects.filter(slug=slug).values_list("subject", "body").first()
    return edited or DEFAULTS[slug]


def fill(template: str, values: dict) -> str:
    """Replace placeholders; nothing else in the template is looked at."""
    filled = PLACEHOLDER.sub(lambda m: str(values.get(m[1], m[0])), template)
    return re.sub(r"\n{3,}", "\n\n", filled).strip()


def values(report: Report, note: str = "", link: str = "") -> dict:
    return {
        "city": settings.CITY_NAME,
        "number": report.number,
        "title": report.title,
        "address": report.address,
        "status": report.get_status_display(),
        "note": note,
        "department": str(report.department or settings.CITY_NAME),
        "due": formats.date_format(report.due_on) if report.due_on else "",
        "link": link,
    }


def preview(report: Report, status: str, note: str) -> tuple[str, str]:
    """(subject, body) of what the reporter would get for moving to `status` with `note`; nothing is stored."""
    imagined = Report(category=report.category, campaign=report.campaign, department=report.department, status=status)
    imagined.number, imagined.address, imagined.due_on = report.number, report.address, report.due_on
    subject, body = text("done" if status == "done" else "status")
    given = values(imagined, fill(note, values(imagined)), f"{settings.SITE_URL}/…")
    return fill(subject, given), fill(body, given)
