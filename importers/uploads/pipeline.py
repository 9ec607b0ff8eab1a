"""From a stored file to mentions on a map: read → find → place.

Each step stores its progress together with its result in one short transaction, so a worker killed at any moment
loses nothing and, taken up again, doubles nothing.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import blake2b
from itertools import islice, tee
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from importers.extraction import FoundMention, find
from importers.models import ColumnTypes, Mention, Review, Upload, UploadRecord
from importers.readers import Unreadable
from importers.review.columns import suggest_columns
from importers.review.local_places import offers
from importers.uploads.reading import read_in_child
from importers.uploads.siting import queries, settled
from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.geocoding.resolve.pipeline import geocode

# Progress is shown after each batch; smaller ones cost more in transactions than they tell.
BATCH = 500
# Placing asks some twenty questions of the tables whatever their size: in batches of 500 it ran at 60 % of this rate.
PLACED_AT_ONCE = 2000


class Overtaken(Exception):
    """Another worker has gone on with this upload."""


# -- import


def run(upload_id):
    """Carry an upload on from wherever it is until it is ready or has failed. Safe to call again at any time."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        return
    try:
        for state, step in STEPS:
            if upload.state in state:
                step(upload)
                upload.refresh_from_db()
    except Unreadable as error:
        fail(upload.pk, error.code, str(error.message))
    except Overtaken:
        return


def read(upload: Upload):
    """Store the document's Records, a batch at a time; after an interruption, those that are missing."""
    _advance(upload, state=Upload.State.READING)
    with local_path(upload.file) as path:
        reading = read_in_child(path, upload.name)
        try:
            for batch in _batches(islice(reading, upload.records_read, None)):
                _store_records(upload, batch)
        except Unreadable:
            # They name the pages that a person can look at all the same.
            Upload.objects.filter(pk=upload.pk).update(warnings=[asdict(warning) for warning in reading.warnings])
            raise
    _advance(upload, state=Upload.State.FINDING, format=reading.format, warnings=[asdict(w) for w in reading.warnings])


def _store_records(upload: Upload, batch):
    numbered = enumerate(batch, upload.records_read + 1)
    with _step(upload, records_read=upload.records_read + len(batch)):
        UploadRecord.objects.bulk_create(
            UploadRecord(upload=upload, number=number, content=record.as_dict()) for number, record in numbered
        )


@contextmanager
def local_path(file) -> Iterator[str]:
    """A path at which `file` can be read: its own on a local disk, else that of a temporary copy."""
    try:
        yield file.path
    except NotImplementedError:  # a storage that is not on this machine
        with NamedTemporaryFile() as copy, file.open("rb") as original:
            shutil.copyfileobj(original, copy)
            copy.flush()
            yield copy.name


def find_mentions(upload: Upload):
    """Search the stored Records. The search starts at the top each time: headings above give the context below."""
    rows, searched_rows = tee(_stored(upload))
    by_record = find(
        (row.as_record() for row in searched_rows),
        lexicon(),
        upload.name,
        ColumnTypes.of_department(upload.department_id),
    )
    # The search comes first in each pair: it looks ahead, and the rows wait for it, a thousand at most.
    pairs = ((row, mentions) for (_record, mentions), row in zip(by_record, rows, strict=True))
    places = Places(upload)
    for row, mentions in islice(pairs, upload.records_searched):
        places.take(row, mentions)
    for batch in _batches(pairs):
        places.forget_batch()
        for row, mentions in batch:
            places.take(row, mentions)
        counts = {"records_searched": upload.records_searched + len(batch), "mentions_found": places.count}
        with _step(upload, **counts):
            Mention.objects.bulk_create(places.new)
            Mention.objects.add_repeats(upload, places.repeated)
    _advance(upload, state=Upload.State.PLACING)


def _stored(upload: Upload) -> Iterator[UploadRecord]:
    """The stored Records in order, a batch at a time: 100,000 at once took 900 MB."""
    number = 0
    while batch := list(upload.records.filter(number__gt=number).order_by("number")[:PLACED_AT_ONCE]):
        yield from batch
        number = batch[-1].number


class Places:
    """The places of an upload as its records are searched: numbered from 1, each with the records that repeat it."""

    def __init__(self, upload: Upload):
        self.upload, self.count = upload, 0
        self._sites: dict[bytes, int] = {}
        self.forget_batch()

    def forget_batch(self):
        """Begin a batch: `new` are its places, `repeated` (number of a place, number of a record) pairs."""
        self.new: list[Mention] = []
        self.repeated: list[tuple[int, int]] = []

    def take(self, row: UploadRecord, mentions: Iterable[FoundMention]):
        """Take what was found in `row`. What is named beside a place, and says where it is, is no place of its own."""
        for mention in mentions:
            if "detail" in mention.flags or "evidence" in mention.flags:
                continue
            site = _digest(mention.site) if mention.site is not None else b""
            if number := self._sites.get(site):
                self.repeated.append((number, row.number))
                continue
            self.count += 1
            if site:
                self._sites[site] = self.count
            self.new.append(Mention(upload=self.upload, record=row, number=self.count, **mention.as_stored()))


def _digest(site: tuple) -> bytes:
    """What stands for a site: the texts of 100,000 distinct ones took 90 MB."""
    return blake2b(repr(site).encode(), digest_size=16).digest()


def place(upload: Upload):
    """Geocode what has no answer yet, then hand the upload to a person."""
    unplaced = upload.mentions.filter(grade="").order_by("number")
    while batch := list(unplaced[:PLACED_AT_ONCE]):
        matches = settled(batch, geocode([query for mention in batch for query in queries(mention)]))
        offered = offers(upload.department_id, batch)
        with _step(upload, mentions_placed=upload.mentions_placed + len(batch)):
            Mention.objects.store_matches(zip(batch, matches, strict=True), offered)
    suggest_review(upload)
    _advance(upload, state=Upload.State.READY, finished_at=timezone.now())


STEPS = [
    ((Upload.State.QUEUED, Upload.State.READING), read),
    ((Upload.State.FINDING,), find_mentions),
    ((Upload.State.PLACING,), place),
]


@transaction.atomic
def go_on_without_text(upload: Upload) -> bool:
    """Hand a document that has no text to a person, who adds its places on the map; False for any other."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if not upload.has_no_text:
        return False
    upload.records.all().delete()
    upload.state, upload.records_read, upload.error_code, upload.error_message = Upload.State.READY, 0, "", ""
    upload.save()
    suggest_review(upload)
    return True


def fail(upload_id, code: str, message: str):
    """End the import with a message that tells the clerk what to do."""
    Upload.objects.filter(pk=upload_id).update(
        state=Upload.State.FAILED, error_code=code, error_message=message, finished_at=timezone.now()
    )


class _step:  # noqa: N801 (reads as a statement: with _step(upload, …):)
    """One transaction that stores a result and the new counts, or neither; Overtaken if the counts have moved."""

    def __init__(self, upload, **values):
        self.upload, self.values, self.atomic = upload, values, transaction.atomic()

    def __enter__(self):
        self.atomic.__enter__()
        now = Upload.objects.select_for_update().get(pk=self.upload.pk)
        progress = ("state", "records_read", "records_searched", "mentions_found", "mentions_placed")
        if any(getattr(now, name) != getattr(self.upload, name) for name in progress):
            self.atomic.__exit__(Overtaken, Overtaken(), None)
            raise Overtaken

    def __exit__(self, kind, error, traceback):
        if kind is None:
            Upload.objects.filter(pk=self.upload.pk).update(**self.values)
        self.atomic.__exit__(kind, error, traceback)
        if kind is None:
            for name, value in self.values.items():
                setattr(self.upload, name, value)


def _advance(upload, **values):
    with _step(upload, **values):
        pass


def _batches(items: Iterable) -> Iterator[list]:
    items = iter(items)
    while batch := list(islice(items, BATCH)):
        yield batch


def suggest_review(upload: Upload) -> Review:
    """The notice in the making, with what can be guessed: its title and which columns say what."""
    title_column, attribute_columns = suggest_columns(upload)
    review, _created = Review.objects.get_or_create(
        upload=upload,
        defaults={
            "title": suggest_title(upload),
            "title_column": title_column,
            "attribute_columns": attribute_columns,
        },
    )
    return review


def suggest_title(upload: Upload) -> str:
    """A pasted text's first line, a pasted table's caption; else the name of the file."""
    first = upload.records.first()
    if first and upload.pasted:
        record = first.as_record()
        lines = (record.text.strip() or record.title).splitlines()
        return lines[0][:80] if lines else _("붙여 넣은 표")
    return Path(upload.name).stem.replace("_", " ")[:200]
