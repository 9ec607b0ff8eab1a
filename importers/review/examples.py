"""What clerks accepted, dropped or added, as examples to learn from: texts with their places, personal data masked."""

import datetime
from collections.abc import Iterator
from itertools import groupby

from django.db.models import Q

from importers.models import Mention, Upload
from maptag.models import Notice
from maptag.privacy import Audience, Finding, find

Decided = Mention.Decided
# What a person has said. What is left out of the map may be a place or none, and nobody has looked at what is open:
# such spans are told as unsure, so that they count neither as a place nor as text without one.
TAUGHT = {Decided.ACCEPTED, Decided.NOT_PLACE}


def examples(uploads, since: datetime.datetime | None = None) -> Iterator[dict]:
    """Yield {"text", "answers": [{"start", "end", "kind", "sure"}], "rejected": [{"start", "end"}]} for each paragraph
    or cell about which a person has said something (`since` then); offsets are characters of the masked text.
    """
    for upload in uploads:
        mentions = upload.mentions.kept().exclude(record=None).select_related("record")
        in_texts = mentions.order_by("record__number", "cell", "start").iterator(chunk_size=1000)
        for (_record, cell), group in groupby(in_texts, key=lambda mention: (mention.record_id, mention.cell)):
            if example := _example(list(group), cell, since):
                yield example


def finished():
    """Uploads whose examples are worth something: the notice is published, or nothing waits any more."""
    waiting = Mention.objects.waiting().values("upload")
    is_published = Q(review__notice__state=Notice.State.PUBLISHED)
    ready = Upload.objects.filter(state=Upload.State.READY)
    return ready.filter(is_published | ~Q(pk__in=waiting)).order_by("created_at", "pk")


def _example(mentions: list[Mention], cell: int | None, since) -> dict | None:
    judged = [item for item in mentions if item.decision in TAUGHT and (since is None or item.decided_at >= since)]
    text = dict(mentions[0].record.as_record().texts()).get(cell, "")
    # A cell that is nothing but its place says nothing about how places stand in texts.
    if not judged or not text or any(item.text.strip() == text.strip() for item in mentions):
        return None
    findings = find(text, Audience.CITIZEN)
    answers = [
        _answer(item.start, item.end, item.kind, item.decision == Decided.ACCEPTED) for item in _places(mentions)
    ]
    answers += [_answer(*span, sure=False) for item in mentions for span in _evidence(item, cell)]
    rejected = [{"start": item.start, "end": item.end} for item in mentions if item.decision == Decided.NOT_PLACE]
    return {
        "text": _masked(text, findings),
        "answers": sorted(_moved(answers, findings), key=lambda answer: answer["start"]),
        "rejected": _moved(rejected, findings),
    }


def _places(mentions: list[Mention]) -> list[Mention]:
    return [item for item in mentions if item.decision != Decided.NOT_PLACE]


def _evidence(mention: Mention, cell: int | None) -> Iterator[tuple[int, int, str]]:
    return ((item["start"], item["end"], item["kind"]) for item in mention.evidence if item["cell"] == cell)


def _answer(start: int, end: int, kind: str, sure: bool) -> dict:
    return {"start": start, "end": end, "kind": kind, "sure": sure}


# -- masks, which may be shorter than what they hide


def _masked(text: str, findings: list[Finding]) -> str:
    parts, at = [], 0
    for finding in findings:
        parts += [text[at : finding.start], finding.masked]
        at = finding.end
    return "".join([*parts, text[at:]])


def _moved(spans: list[dict], findings: list[Finding]) -> list[dict]:
    """The spans where the masked text has them; none of those in which something is hidden."""
    whole = (span for span in spans if not any(f.start < span["end"] and span["start"] < f.end for f in findings))
    return [span | {name: span[name] + _shift(span[name], findings) for name in ("start", "end")} for span in whole]


def _shift(position: int, findings: list[Finding]) -> int:
    return sum(len(f.masked) - (f.end - f.start) for f in findings if f.end <= position)
