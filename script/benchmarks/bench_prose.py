"""Places in running text: precision, recall and F1 by tier, kind and type of text, of exact spans and of what overlaps,
on the fifth of annotated lines that the training never saw; and MB of running text a second and core.

Lines: JSON Lines as in `importers.extraction.prose.examples`; without the file only the speed is measured.
"""

import argparse
import statistics
import time
from pathlib import Path

from bench_extract import Names, paragraphs
from django.conf import settings
from django.core.management import call_command

from importers.extraction import DocumentContext, search
from importers.extraction.prose import examples, measuring
from importers.extraction.prose.decide import SHIPPED, model
from importers.extraction.tiers import Tier
from maptag.geocoding.models import DataVersion
from maptag.geocoding.parsing.grammar import Grammar

LINES = settings.BASE_DIR.parent / "shared" / "documents" / "prose.jsonl"
KINDS = ("road", "lot", "place", "intersection", "segment", "area")


def main() -> None:
    options = arguments()
    if not DataVersion.objects.exists():
        call_command("load_addresses", *(settings.DATA_DIR / n for n in ("addresses", "boundaries", "codes", "places")))
    names = Names(1)
    print(f"{options.weights.name}: {options.weights.stat().st_size / 1e6:.2f} MB")
    if options.lines.exists():
        print_scores(options, names.lexicon)
    else:
        print(f"{options.lines} is not there: no scores")
    for tier, megabytes in ((Tier.SURE, options.megabytes), (Tier.SUGGESTED, options.megabytes / 10)):
        print_speed(tier, megabytes, names)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench prose", description=__doc__)
    parser.add_argument("--lines", type=Path, default=LINES)
    parser.add_argument("--all", action="store_true", help="all lines, for a file that the training never saw")
    parser.add_argument("--weights", type=Path, default=SHIPPED)
    parser.add_argument("--megabytes", type=float, default=2, help="of running text, in UTF-8")
    return parser.parse_args()


def print_scores(options: argparse.Namespace, lexicon) -> None:
    lines = examples.read(options.lines)
    lines = lines if options.all else examples.kept_aside(lines)[1]
    scores = measuring.measured(lines, lexicon, model(options.weights), lambda example: (f"in {example.group}",))
    print(f"{len(lines)} lines; sure finds in {scores.empty_with_sure} of {scores.empty} that name no place")
    print(f"lines with at least one right place: {scores.lines_with_right} of {scores.lines_with_place}")
    groups = sorted({group for _, _, group in scores.counts if group not in (*KINDS, "all")})
    for group in ("all", *KINDS, *groups):
        for tier in (measuring.SURE, measuring.BOTH):
            overlap, exact = (scores.counts[tier, how, group] for how in ("overlap", "exact"))
            print(f"{group:18} {tier:5} overlap {overlap}   exact {exact}   ({overlap.right + overlap.missed} answers)")


def print_speed(tier: Tier, megabytes: float, names: Names) -> None:
    texts = list(paragraphs(names, megabytes * 1e6))
    size = sum(len(record.text.encode()) for record in texts) / 1e6
    rates = [size / seconds(texts, tier, names) for _ in range(3)]
    print(
        f"{size:.1f} MB of running text, down to {tier}: {statistics.median(rates):.2f} MB a second of processor time"
    )


def seconds(texts: list, tier: Tier, names: Names) -> float:
    context = DocumentContext.of_file(Grammar(names.lexicon), "")
    context.down_to = tier
    begin = time.process_time()
    for _record, _mentions in search(texts, context):
        pass
    return time.process_time() - begin


if __name__ == "__main__":
    main()
