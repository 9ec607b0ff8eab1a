"""`manage.py train_prose EXAMPLES...`: learn from annotated lines what names a place in running text."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from importers.extraction.prose import examples, training
from importers.extraction.prose.decide import SHIPPED, model
from importers.extraction.prose.measuring import report
from maptag.geocoding.gazetteer.loaded import lexicon

OWN = settings.DATA_DIR / "prose" / "lines.txt"


class Command(BaseCommand):
    help = (
        "Trains the weights that decide which words of running text are places. EXAMPLES: files of annotated lines, or "
        "what `export_examples` wrote. The project's own lines are always among them. A fifth of all lines is kept "
        "aside and measured, before and after. Written only with --output, or to PROSE_WEIGHTS."
    )

    def add_arguments(self, parser):
        parser.add_argument("examples", nargs="*", type=Path, metavar="EXAMPLES")
        parser.add_argument("--output", type=Path, help=f"where to write the weights; {SHIPPED.name} is the shipped file")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--rounds", type=int, default=training.ROUNDS)

    def handle(self, examples: list[Path], output: Path | None, seed: int, rounds: int, **options):
        output = output or (Path(settings.PROSE_WEIGHTS) if settings.PROSE_WEIGHTS else None)
        if output is None:
            raise CommandError("Say where to: --output FILE, or set PROSE_WEIGHTS.")
        learned, aside = _read([OWN, *examples])
        names = lexicon()
        before = model() if SHIPPED.exists() else None
        after = training.learned(learned, names, seed, rounds, say=self.stdout.write)
        output.write_text(training.as_json(after), encoding="utf-8")
        self.stdout.write(f"{len(learned)} lines learned from, {len(aside)} kept aside; written to {output}")
        for title, by in (("before", before), ("after", after)):
            if by:
                self.stdout.write(f"{title}: {report(aside, names, by)}")


def _read(paths: list[Path]):
    try:
        return examples.kept_aside(example for path in paths for example in examples.read(path))
    except (OSError, ValueError, KeyError) as fault:
        raise CommandError(f"The examples cannot be read: {fault}") from fault
