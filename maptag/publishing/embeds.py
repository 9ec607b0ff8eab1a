"""The embed of a notice, from its copy: its page asks the database only where there is no copy, or an old one."""

import datetime

from django.apps import apps
from django.db import transaction
from django.urls import reverse

from . import copies, snapshots
from .layers import LAYERS
from .periods import period_state
from .rows import PublicRow

# A list of 2,000 places is 600 kB of HTML: readers get so many, and scripts the rest from the snapshot.
PLACES = 100
# A copy is compared with the database so often, for what changes beside the notice: the name of its department.
TRUSTED_S = 60


def current(pk) -> copies.Copy | None:
    """The copy of a public notice's embed; None where it is not public.

    Raises OperationalError where only the database could tell.
    """
    return copies.current(_key(pk), lambda: settle(pk) if _is_public(pk) else None, TRUSTED_S)


def settle_missing() -> int:
    """Make the copies of public notices that have none, as after an update or a loss of files; returns how many."""
    public = set(LAYERS["notices"].rows().values_list("pk", flat=True))
    missing = public - copies.keys("notices")
    for pk in missing:
        settle(pk)
    return len(missing)


def settle(pk, rewrite: bool = False) -> copies.Copy | None:
    """Bring the files of a notice in line with what is committed; returns the copy of its embed.

    A snapshot that is whole stays, unless `rewrite`: then it says what its tags say now.

    Under the notice's lock, so that of two that settle at once the later one saw the later state.
    """
    with transaction.atomic():
        locked = _model("Notice").objects.select_for_update(of=("self",)).select_related("department", "theme")
        notice = locked.filter(pk=pk).first()
        if notice is None or not notice.is_published:
            forget(pk)
            return None
        _settle_snapshot(notice, rewrite)
        return copies.store(_key(pk), _data(notice))


def outdate(pk):
    """Before the commit of a change. Who asks meanwhile waits in `settle` for the lock, and gets what it leaves."""
    copies.forget(_key(pk))


def forget(pk):
    """Delete all files of a notice."""
    copies.forget(_key(pk))
    snapshots.keep_only(pk, "")


def _settle_snapshot(notice, rewrite):
    if rewrite or not snapshots.is_whole(notice.snapshot):
        name = snapshots.write_snapshot(notice)
        if name != notice.snapshot:
            notice.snapshot = name
            notice.save(update_fields=["snapshot"])
    snapshots.keep_only(notice.pk, notice.snapshot)


def _model(name: str):
    """Models that keep their files in line through this module, and so import it."""
    return apps.get_model("maptag", name)


def _is_public(pk) -> bool:
    """Asked without a lock first: news pages go on asking for what is long withdrawn."""
    return LAYERS["notices"].rows().filter(pk=pk).exists()


def _key(pk) -> str:
    return f"notices/{pk}"


def _data(notice) -> dict:
    layer = LAYERS["tags"]
    return {
        "id": notice.pk,
        "title": notice.title,
        "department": notice.department.name,
        "colour": notice.theme.colour if notice.theme else None,
        "valid_from": notice.valid_from and notice.valid_from.isoformat(),
        "valid_until": notice.valid_until and notice.valid_until.isoformat(),
        "snapshot": notice.snapshot,
        "tag_count": notice.tag_count,
        "places": list(layer.values(layer.rows().filter(notice=notice))[:PLACES]),
    }


def notice_of(data: dict) -> PublicRow:
    """The notice as its copy has it: what an embed shows and nothing else."""
    days = {name: data[name] and datetime.date.fromisoformat(data[name]) for name in ("valid_from", "valid_until")}
    return PublicRow(
        {name: data[name] for name in ("id", "title", "tag_count")}
        | days
        | {
            "department__name": data["department"],
            "theme__colour": data["colour"],
            "period_state": period_state(**days),
            "get_absolute_url": reverse("maptag:notice", args=[data["id"]]),
        }
    )
