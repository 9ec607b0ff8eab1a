"""Long lists in pieces that stay whole while new reports come: each piece begins after the last row of the one before.

?after= names that row: when it was made, in microseconds since 1970, and its number. ?limit= is how many are wanted.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Q, Subquery
from django.utils.http import urlencode

from ..models import Report
from ..reports.selection import Unclear

CURSOR = re.compile(r"(\d{1,16})-([0-9A-Z-]{1,14})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ResultPage:
    """`rows` as a queryset, the latest first; `matched` counts all pieces; `cursor` begins the next one."""

    rows: object
    matched: int
    cursor: str


def piece(matching, params, most: int, size: int | None = None, skip: int = 0) -> ResultPage:
    """The piece of `matching` (reports of the registry) that `params` ask for, without its first `skip` rows.

    It has `size` rows where nothing is said, and never more than `most`. Raises Unclear.
    """
    limit = _limit(params, most, size or most)
    matched = matching.count()
    rows = _after(matching, params.get("after", "")).order_by("-created_at", "-pk")
    # The last row of this piece and, where there is one, the first of the next.
    edge = list(rows.values_list("created_at", "number")[skip + limit - 1 : skip + limit + 1])
    return ResultPage(rows[skip : skip + limit], matched, _cursor(*edge[0]) if len(edge) == 2 else "")


def _limit(params, most: int, default: int) -> int:
    limit = params.get("limit") or str(default)
    if not (limit.isascii() and limit.isdecimal() and len(limit) < 9 and 1 <= int(limit) <= most):
        raise Unclear("limit", limit)
    return int(limit)


def _cursor(created_at, number: str) -> str:
    return f"{(created_at - _EPOCH) // timedelta(microseconds=1)}-{number}"


def _after(rows, cursor: str):
    if not cursor:
        return rows
    parts = CURSOR.fullmatch(cursor)
    if parts is None:
        raise Unclear("after", cursor)
    created_at = _EPOCH + timedelta(microseconds=int(parts[1]))
    # The row itself may have been withdrawn meanwhile: its place in the order stays.
    same = Subquery(Report.objects.filter(number=parts[2]).values("pk")[:1])
    return rows.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, pk__lt=same), created_at__lte=created_at)


def next_path(request, cursor: str) -> str:
    """The address, without host, of the next piece of what `request` asks for; "" where this was the last."""
    if not cursor:
        return ""
    kept = {name: values for name, values in request.GET.lists() if name not in ("after", "page")}
    return f"{request.path}?{urlencode(kept | {'after': [cursor]}, doseq=True)}"


def next_url(request, cursor: str) -> str | None:
    path = next_path(request, cursor)
    return settings.SITE_URL + path if path else None
