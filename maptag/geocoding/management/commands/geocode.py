import csv
import io
import json
import sys
from collections.abc import Iterator
from itertools import islice

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from maptag.geocoding.addresses import Candidate, Match, Query
from maptag.geocoding.matching import geocode

BATCH = 5000


class Command(BaseCommand):
    help = "Place addresses: one JSON line for each input line (or row of a CSV, with --column), in order."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="a text or CSV file; - reads standard input")
        parser.add_argument("--column", help="the CSV column that holds the address")

    def handle(self, *, file, column, **options):
        if file == "-":
            self._answer(sys.stdin.buffer, column)
            return
        try:
            with open(file, "rb") as stream:
                self._answer(stream, column)
        except OSError as error:
            raise CommandError(_("파일을 열 수 없습니다: %(error)s") % {"error": error}) from error

    def _answer(self, stream, column):
        lines = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
        texts = self._column(lines, column) if column else (line.rstrip("\r\n") for line in lines)
        while batch := list(islice(texts, BATCH)):
            matches = geocode([Query(text) for text in batch])
            self.stdout.write("\n".join(json.dumps(as_line(match), ensure_ascii=False) for match in matches))
        lines.detach()

    def _column(self, lines, column) -> Iterator[str]:
        rows = csv.DictReader(lines)
        if column not in (rows.fieldnames or ()):
            lines.detach()
            raise CommandError(_("‘%(column)s’ 열이 없습니다.") % {"column": column})
        yield from (row[column] or "" for row in rows)


def as_line(match: Match) -> dict:
    """A Match as the command line prints it; E and F have no point."""
    best = match.best
    return {
        "input": match.query.text,
        "grade": match.grade,
        **(_answer(best) if best else _answer(Candidate(match.grade, "", None, None, None))),
        "flags": list(match.flags),
        "candidates": [
            {"grade": candidate.grade, **_answer(candidate), "flags": list(candidate.flags)}
            for candidate in match.candidates
        ],
    }


def _answer(candidate: Candidate) -> dict:
    return {
        "position_type": candidate.position_type,
        "lon": candidate.lon,
        "lat": candidate.lat,
        "error_m": candidate.error_m,
        "road_address": candidate.road_address,
        "lot_address": candidate.lot_address,
    }
