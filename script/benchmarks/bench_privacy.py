"""Personal data found in real office documents (where little is) and in made-up text (where all must be).

    script/bench privacy [FOLDER] [--show]

FOLDER holds documents of any format; without it those beside the project are read, and without these nothing is.
--show prints what was found, masked, with what stands around it.
"""

import csv
import os
import re
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from importers.readers import Unreadable, read  # noqa: E402
from maptag.privacy import Audience, find  # noqa: E402

SETS = ROOT / "tests" / "maptag" / "privacy"
AROUND = 24


def main():
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "documents")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    if options.folder.is_dir():
        precision(options.folder, options.show)
    else:
        print(f"{options.folder}: not there, skipped")
    recall()


def precision(folder: Path, show: bool):
    counts, rows, characters, began = Counter(), 0, 0, time.process_time()
    for row in texts(folder):
        rows, characters = rows + 1, characters + len(row)
        for audience in Audience:
            for finding in find(row, audience):
                counts[audience.value, finding.kind.value, finding.certain] += 1
                if show and audience == Audience.OFFICE:
                    before, after = row[max(finding.start - AROUND, 0) : finding.start], row[finding.end :][:AROUND]
                    print(f"  {finding.kind:9} {before}[{finding.masked}]{after}".replace("\n", " "))
    print(f"{rows:,} rows and paragraphs, {characters / 1e6:.1f} MB, {time.process_time() - began:.1f} s with reading")
    for (audience, kind, certain), count in sorted(counts.items()):
        print(f"{audience:8} {kind:9} {'certain' if certain else 'likely':8} {count:6,}  1 in {rows // count:,} rows")


def texts(folder: Path):
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".jsonl", ".txt"):
            yield from path.read_text(encoding="utf-8").splitlines()
        elif path.is_file():
            try:
                for record in read(path):
                    yield from [cell.text for cell in record.cells] or [record.text]
            except Unreadable:
                continue


def recall():
    spellings = [line for line in rows("spellings") if line["text"]]
    hit = sum(bool(find(re.sub("[«»]", "", line["text"]).replace("\\n", "\n"))) for line in spellings)
    harmless = rows("harmless")
    clean = sum(not find(line["text"], Audience(line["audience"])) for line in harmless)
    print(f"made-up spellings found: {hit} of {len(spellings)}; harmless left alone: {clean} of {len(harmless)}")


def rows(name: str) -> list[dict]:
    with (SETS / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


if __name__ == "__main__":
    os.environ.setdefault("DEBUG", "1")
    main()
