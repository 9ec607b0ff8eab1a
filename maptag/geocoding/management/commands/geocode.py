import csv
import io
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.utils.translation import gettext as _

from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.types import Candidate, Match, Query

BATCH = 5000


class Command(BaseCommand):
    help = "Place addresses: one JSON line for each input line (or row of a CSV, with --column), in order."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="a text or CSV file; - reads standard input")
        parser.add_argument("--column", help="the CSV column that holds the address")
        parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes that share the work")

    def handle(self, *, file, column, workers, **options):
        if workers < 1:
            raise CommandError(_("--workers는 1 이상이어야 합니다."))
        if file == "-":
            self._answer(sys.stdin.buffer, column, workers)
            return
        try:
            with open(file, "rb") as stream:
                self._answer(stream, column, workers)
        except OSError as error:
            raise CommandError(_("파일을 열 수 없습니다: %(error)s") % {"error": error}) from error

    def _answer(self, stream, column, workers):
        lines = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
        texts = self._column(lines, column) if column else (line.rstrip("\r\n") for line in lines)
        batches = iter(lambda: list(islice(texts, BATCH)), [])
        for answered in in_processes(batches, workers) if workers > 1 else map(answers, batches):
            self.stdout.write(answered)
        lines.detach()

    def _column(self, lines, column) -> Iterator[str]:
        rows = csv.DictReader(lines)
        if column not in (rows.fieldnames or ()):
            lines.detach()
            raise CommandError(_("‘%(column)s’ 열이 없습니다.") % {"column": column})
        yield from (row[column] or "" for row in rows)


def answers(texts: list[str]) -> str:
    """The JSON lines of one batch."""
    matches = geocode([Query(text) for text in texts])
    return "\n".join(json.dumps(as_line(match), ensure_ascii=False) for match in matches)


def in_processes(batches: Iterable[list[str]], workers: int) -> Iterator[str]:
    """The batches' JSON lines in their order; no more of them are read ahead than keep the processes busy.

    The processes are forked when all names are in memory, which they share, and open connections of their own.
    """
    lexicon()
    connection.close()
    connection.close_pool()
    try:
        with ProcessPoolExecutor(workers, get_context("fork"), _own_connections) as pool:
            waiting = deque()
            for batch in batches:
                waiting.append(pool.submit(answers, batch))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise CommandError(_("작업 프로세스가 중단되었습니다. 메모리를 확인하고 다시 실행하세요.")) from error


def _own_connections():
    """Whatever connection a process has inherited is its parent's: two on one socket read each other's answers."""
    for alias in connections:
        connections[alias] = connections.create_connection(alias)


def as_line(match: Match) -> dict:
    """A Match as the command line prints it; E and F have no point."""
    best = match.best
    return {
        "input": match.query.text,
        "grade": match.grade,
        **(_answer(best) if best else _NOWHERE),
        "flags": list(match.flags),
        "candidates": [
            {"grade": candidate.grade, **_answer(candidate), "flags": list(candidate.flags)}
            for candidate in match.candidates
        ],
    }


_NOWHERE = {
    "position_type": "",
    "lon": None,
    "lat": None,
    "error_m": None,
    "road_address": "",
    "lot_address": "",
    "name": "",
}


def _answer(candidate: Candidate) -> dict:
    return {name: getattr(candidate, name) for name in _NOWHERE}
