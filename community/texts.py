"""What citizens are told, in words. Staff may change every text (MessageText); these are the ones to begin with.

Placeholders are {number}, {title}, {address}, {status}, {note}, {department}, {link}, {due} and {city}; unknown ones
stay as they are, so that a typing error shows in the preview.
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
    "digest": ("[{city}] 받아보시는 제보 소식", "{note}"),
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
