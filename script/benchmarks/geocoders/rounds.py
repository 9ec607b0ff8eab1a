"""Interleaved rounds: ours and the peers take turns, so that what else the machine does strikes all of them alike."""

import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from geocoders import ours
from geocoders.judging import Tally
from geocoders.peers import Addok, DuckDB
from material.questions import Asker, BenchQuestion

SINGLE = ("clean", "noisy", "hopeless", "ambiguous", "repair with gu", "repair without gu", "mixed")
# What addok is asked, of the same questions: it answers hundreds a second, and has no lots.
ADDOK_ASKED = {"clean": 1500, "noisy": 400, "hopeless": 200, "ambiguous": 50, "mixed": 1500}


@dataclass
class RoundFigures:
    """`rates`: name → questions a second, one value a round; `once`: values that are measured once."""

    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    once: dict[str, float] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    addok: Tally = field(default_factory=Tally)

    def median(self, name: str) -> float:
        return statistics.median(self.rates[name]) if name in self.rates else float("nan")


def ask(asker: Asker, scale: float, nation: bool) -> dict[str, list[BenchQuestion]]:
    """The sets of questions. In the nation's table half of the clean ones are about the other 시도."""
    clean = asker.clean(int(20_000 * scale))
    if nation:
        half = len(clean) // 2
        clean = clean[:half] + asker.elsewhere(half)
    return {
        "clean": clean,
        "noisy": asker.noisy(int(5_000 * scale)),
        "hopeless": asker.hopeless(int(2_000 * scale)),
        "ambiguous": asker.ambiguous(int(1_000 * scale)),
        "repair with gu": asker.repair_only(True, int(3_000 * scale)),
        "repair without gu": asker.repair_only(False, int(2_000 * scale)),
        "mixed": asker.mixed(int(40_000 * scale)),
    }


def run(
    new_questions: Callable[[], dict[str, list[BenchQuestion]]],
    prefixes: Sequence[str],
    count: int,
    addok: Addok | None,
    duckdb: DuckDB | None,
):
    """All rounds, each with questions of its own, since what comes again is remembered; each process is warm before."""
    figures = RoundFigures()
    with ours.workers(1) as one_worker, ours.workers(2) as two_workers:
        sets = new_questions()
        for pool in (one_worker, two_workers):
            ours.parallel_seconds(pool, _texts(sets["mixed"]))
        for number in range(count):
            sets = new_questions()
            print(f"round {number + 1} of {count}", file=sys.stderr, flush=True)
            _our_round(figures, sets, one_worker, two_workers, judge=number == 0)
            if addok:
                _addok_round(figures, sets, addok, judge=number == 0)
            if duckdb:
                keys = [question.truth for question in sets["clean"]]
                figures.rates["DuckDB join"].append(len(keys) / duckdb.seconds(keys))
        _latencies(figures, one_worker, sets, prefixes)
        figures.once["memory"], figures.once["backend memory"] = one_worker.apply(ours.memory)
    return figures


def _our_round(figures: RoundFigures, sets, one_worker, two_workers, judge: bool) -> None:
    for name in SINGLE:
        questions = sets[name]
        if questions:
            timing, answers = one_worker.apply(ours.timed, (_texts(questions),))
            figures.rates[name].append(len(questions) / timing.wall)
            figures.rates[f"{name}, a core"].append(len(questions) / timing.cpu)
            if judge and name != "mixed":
                figures.tally.add(questions, answers)
    seconds = ours.parallel_seconds(two_workers, _texts(sets["mixed"]))
    figures.rates["mixed, 2 workers"].append(len(sets["mixed"]) / seconds)
    seconds = ours.command_seconds(_texts(sets["mixed"]), 2)
    figures.rates["mixed, the command"].append(len(sets["mixed"]) / seconds)


def _addok_round(figures: RoundFigures, sets, addok: Addok, judge: bool) -> None:
    for name, count in ADDOK_ASKED.items():
        questions = [question for question in sets[name] if "lot" not in question.shape][:count]
        if name == "mixed":
            figures.rates["addok mixed, 2 workers"].append(len(questions) / addok.parallel_seconds(_texts(questions)))
        elif questions:
            wall, cpu, answers = addok.answers(_texts(questions))
            figures.rates[f"addok {name}"].append(len(questions) / wall)
            figures.rates[f"addok {name}, a core"].append(len(questions) / cpu)
            if judge:
                figures.addok.add(questions, answers)


def _latencies(figures: RoundFigures, one_worker, sets, prefixes: Sequence[str]) -> None:
    for name in ("clean", "noisy"):
        _quantiles(figures, f"one lookup, {name}", one_worker.apply(ours.latencies, (_texts(sets[name][:400]),)))
    _quantiles(figures, "type-ahead", one_worker.apply(ours.type_ahead, (prefixes,)))


def _quantiles(figures: RoundFigures, name: str, milliseconds: list[float]) -> None:
    cuts = statistics.quantiles(milliseconds, n=100)
    figures.once[f"{name} p50"], figures.once[f"{name} p95"] = cuts[49], cuts[94]


def _texts(questions: Sequence[BenchQuestion]) -> list[str]:
    return [question.text for question in questions]
