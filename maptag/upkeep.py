"""Keeping the files of published notices in step with the database, whatever was cut off in between."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from maptag.models import Notice
from maptag.publishing import copies, embeds
from maptag.publishing.snapshots import is_whole
from maptag.publishing.storage import files_below, forget_parts

# A notice that is being published for the first time has files before anybody else sees its row.
UNBORN = timedelta(hours=1)


def rebuild_snapshot(notice_id: str) -> bool:
    """Write the snapshot of a published notice from its tags; False when it was whole and current, or not published.

    Readers have the former file until the new one stands.
    """
    published = Notice.objects.published().filter(pk=notice_id).values_list("snapshot", flat=True)
    before = published.first()
    if before is None:
        return False
    whole = is_whole(before)
    embeds.settle(notice_id, rewrite=True)
    return not whole or published.first() != before


def sweep() -> list[str]:
    """Delete files that no published notice leads to, as a cut-off publishing or a restored backup leaves them; their
    names."""
    current = dict(Notice.objects.published().values_list("pk", "snapshot"))
    strays = [name for name in files_below(default_storage, "snapshots") if name != current.get(name.split("/")[1])]
    swept = [name for name in strays if _sweep_one(name)]
    for pk in copies.keys("notices") - set(current):
        embeds.settle(pk)
    forget_parts(default_storage, timedelta(days=1).total_seconds(), timezone.now().timestamp())
    return swept


@transaction.atomic
def _sweep_one(name: str) -> bool:
    """Publishing holds the notice's row while it writes, so what is stray under the same lock belongs to nobody."""
    notices = Notice.objects.filter(pk=name.split("/")[1])
    locked = notices.select_for_update(skip_locked=True).first()
    if locked:
        stray = name != locked.snapshot
    else:
        age = timezone.now() - default_storage.get_modified_time(name)
        stray = not notices.exists() and age > UNBORN
    if stray:
        default_storage.delete(name)
    return stray
