"""`manage.py train_prose EXAMPLES...`: learn from annotated lines what names a place in running text."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from importers.extraction.prose import examples, training
from importers.extraction.prose.decide import SHIPPED, model
from importers.extraction.prose.measuring import report
from importers.readers import read
from maptag.geocoding.gazetteer.loaded import lexicon

_WITH_TEXT = ("hwp", "hwpx", "docx", "pdf")
_SHORT = 3
OWN = settings.DATA_DIR / "prose" / "lines.txt"


class Command(BaseCommand):
    help = (
        "Trains the weights that decide which words of running text are places. EXAMPLES: files of annotated lines, or "
        "what `export_examples` wrote. The project's own lines are always among them. A fifth of all lines is kept "
        "aside and measured, before and after. Written only with --output, or to PROSE_WEIGHTS."
    )

    def add_arguments(self, parser):
        parser.add_argument("--empty", type=Path, help="a file of lines that name no place")
        parser.add_argument("--documents", type=Path, help="a folder with dev/, gold.jsonl, files.jsonl")
        parser.add_argument("files", nargs="*", type=Path, metavar="EXAMPLES")
        parser.add_argument(
            "--output", type=Path, help=f"where to write the weights; {SHIPPED.name} is the shipped file"
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--rounds", type=int, default=training.ROUNDS)

    def handle(
        self, files: list[Path], output: Path | None, seed: int, rounds: int, empty=None, documents=None, **options
    ):
        output = output or (Path(settings.PROSE_WEIGHTS) if settings.PROSE_WEIGHTS else None)
        if output is None:
            raise CommandError("Say where to: --output FILE, or set PROSE_WEIGHTS.")
        learned, aside = _read([OWN, *files], empty, documents)
        names = lexicon()
        before = model() if SHIPPED.exists() else None
        after = training.learned(learned, names, seed, rounds, say=self.stdout.write)
        output.write_text(training.as_json(after), encoding="utf-8")
        self.stdout.write(f"{len(learned)} lines learned from, {len(aside)} kept aside; written to {output}")
        for title, by in (("before", before), ("after", after)):
            if by:
                self.stdout.write(f"{title}: {report(aside, names, by)}")


def _read(paths: list[Path], empty: Path | None, documents: Path | None):
    """(examples to learn from, those kept aside) of all that is given."""
    try:
        lines = [example for path in paths for example in examples.read(path)]
        if empty:
            lines += [examples.Example(line) for line in empty.read_text(encoding="utf-8").splitlines() if line.strip()]
        return examples.kept_aside(lines + (list(_of_documents(documents)) if documents else []))
    except (OSError, ValueError, KeyError) as fault:
        raise CommandError(f"The examples cannot be read: {fault}") from fault


def _of_documents(folder: Path) -> Iterator[examples.Example]:
    """The paragraphs of annotated documents, each text once; tables teach nothing about sentences."""
    answers, read_before = defaultdict(dict), set()
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        answer = json.loads(line)
        if answer["kind"] not in ("road", "lot"):
            answers[answer["file"]][answer["text"]] = answer
    for line in (folder / "files.jsonl").read_text(encoding="utf-8").splitlines():
        name = json.loads(line)["file"]
        if name.split("/")[0] not in _WITH_TEXT or json.loads(line).get("rows_limit"):
            continue
        for record in read(folder / "dev" / name, Path(name).name):
            if record.kind != "row" and len(record.text) > _SHORT and record.text not in read_before:
                read_before.add(record.text)
                yield _answered(record.text, answers[name].values())


def _answered(text: str, answers: Iterable[dict]) -> examples.Example:
    """An example with every spot at which one of the answers stands, the longest where they meet."""
    spans = [
        (match.start(), match.end(), answer)
        for answer in answers
        for match in re.finditer(re.escape(answer["text"]), text)
    ]
    places, doubtful, at = set(), [], 0
    for start, end, answer in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= at:
            at = end
            doubtful.append((start, end)) if answer.get("doubt") else places.add((start, end))
    return examples.Example(text, frozenset(places), tuple(doubtful), group="document")
