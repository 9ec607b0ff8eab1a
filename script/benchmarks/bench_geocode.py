"""The geocoder's speed and truth on a made register of real roads, beside addok and a bare DuckDB join.

Prints a Markdown table; examples of what went wrong follow it.
"""

import argparse
import os
from functools import partial
from pathlib import Path

import bench_database
from geocoders import ours, peers, profiling, report, rounds, type_ahead
from material.questions import Asker

SEOUL, QUICK = 530_000, 50_000


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench geocode", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} addresses and fewer questions")
    parser.add_argument("--nation", action="store_true", help="the other 시도 as well: about 6.4 million addresses")
    parser.add_argument("--fresh", action="store_true", help="make and load the register again")
    parser.add_argument("--no-peers", action="store_true", help="leave out addok and DuckDB")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=float, help="how many questions, 1 being 20,000 clean ones a round")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="say where the time goes, and nothing else")
    parser.add_argument("--faults", type=int, default=3, metavar="N", help="examples of each fault")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    count = QUICK if options.quick else SEOUL
    name = f"bench_{'nation' if options.nation else 'city'}_{count}"
    var = Path(os.environ["VAR_DIR"])
    bench_database.use(var / name, options.fresh)
    sample, loaded = bench_database.prepared(var / name, count, options)
    asker = Asker(sample, options.seed)
    scale = options.scale or (0.25 if options.quick else 1.0)
    new_questions = partial(rounds.ask, asker, scale, options.nation)
    if options.profile:
        print_profiles(new_questions())
        return
    prefixes = type_ahead.prefixes(sample, 400, options.seed)
    addok, duckdb = peers.start(var, options)
    figures = rounds.run(new_questions, prefixes, options.rounds, addok, duckdb)
    title = f"{sample.rows:,} addresses, {options.rounds} rounds"
    print("\n".join(report.lines(figures, loaded, title)))
    print("\n".join(["", "What went wrong, by shape:", *report.faults(figures.tally, options.faults)]))


def print_profiles(sets) -> None:
    ours.set_up()
    for name in ("clean", "repair with gu", "repair without gu", "hopeless"):
        print(f"\n{name}:", profiling.profile([question.text for question in sets[name]]), sep="\n")


if __name__ == "__main__":
    main()
