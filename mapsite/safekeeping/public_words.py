"""Public words that were stored before, read again by the detector of today."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from community.models import Campaign
from maptag.models import Notice, Tag
from maptag.publishing.public_fields import public_fields
from maptag.upkeep import rebuild_snapshot

AROUND = 30


@dataclass(frozen=True, slots=True)
class Find:
    """The value of one column of one row, in which something personal stands."""

    model: type
    field: object
    pk: object
    masked: object

    def __str__(self):
        """Where it stands and what is around it, but not what it is."""
        text = self.masked if isinstance(self.masked, str) else json.dumps(self.masked, ensure_ascii=False)
        at = max(text.find("*") - AROUND, 0)
        excerpt = " ".join(text[at : at + 2 * AROUND].split())
        return f"{self.model._meta.db_table}.{self.field.column} {self.pk}: {excerpt}"


def finds() -> Iterator[Find]:
    """All of them, in all public columns of the site."""
    for model, field in public_fields():
        rows = model._base_manager.filter(**field.where).order_by("pk")
        for pk, value in rows.values_list("pk", field.attname).iterator(chunk_size=2000):
            if value and (masked := field.masked(value)) != value:
                yield Find(model, field, pk, masked)


def mask(finds: list[Find]) -> list[Find]:
    """Mask them, and make public files anew that show them; returns those that others must change by hand, since two
    would have the same name."""
    refused = [find for find in finds if not _mask_one(find)]
    notices = set(Tag.objects.filter(pk__in=[find.pk for find in finds if find.model is Tag]).values_list("notice"))
    for pk in {pk for (pk,) in notices} | {find.pk for find in finds if find.model is Notice}:
        rebuild_snapshot(pk)
    for campaign in Campaign.objects.all():
        campaign.outdate_embed()
    return refused


def _mask_one(find: Find) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # The history takes no changes but from who says so (community/sql/history.sql).
            cursor.execute("SET LOCAL community.erasing = 'on'")
            rows = find.model._base_manager.filter(pk=find.pk)
            rows.update(**{find.field.attname: find.masked}, **_whole(find, rows.select_for_update().get()))
            cursor.execute("SET LOCAL community.erasing = 'off'")
    except IntegrityError:
        return False
    return True


def _whole(find: Find, row) -> dict:
    """What handlers are to go on reading, encrypted."""
    name = find.field.whole
    return {name: getattr(row, find.field.attname)} if name and not getattr(row, name) else {}
