"""The figures as a table in Markdown, beside what is aimed at."""

import math
from collections import Counter

from geocoders.judging import Tally
from geocoders.rounds import RoundFigures

# (what, name of the rate, aim in questions a second)
RATES = (
    ("clean, text in to answer out, a core", "clean, a core", 15_000),
    ("clean, one process, on the clock", "clean", None),
    ("mixed (7 % misspelt), 2 workers, on the clock", "mixed, 2 workers", 25_000),
    ("mixed, `manage.py geocode FILE --workers 2`, its start and JSON included", "mixed, the command", None),
    ("mixed, a core", "mixed, a core", 12_500),
    ("repair only, with gu, a core", "repair with gu, a core", 2_500),
    ("repair only, without gu, a core", "repair without gu, a core", 1_000),
    ("noisy set, a core", "noisy, a core", None),
    ("hopeless set, a core", "hopeless, a core", None),
    ("addok, clean, a core", "addok clean, a core", None),
    ("addok, noisy, a core", "addok noisy, a core", None),
    ("addok, mixed, 2 workers, on the clock", "addok mixed, 2 workers", None),
    ("bare DuckDB join of parsed keys, one thread", "DuckDB join", None),
)
LATENCIES = (("one lookup, clean", 10), ("one lookup, noisy", 10), ("type-ahead", 20))


def lines(figures: RoundFigures, loaded: dict | None, title: str) -> list[str]:
    return [
        f"### {title}",
        "",
        "| | measured | aim |",
        "|---|---|---|",
        *_loading(loaded),
        *_speed(figures),
        *_truth(figures),
    ]


def _loading(loaded: dict | None) -> list[str]:
    if not loaded:
        return []
    rows, took = f"{loaded['rows']:,} rows ({loaded['lines']:,} lines)", f"{loaded['seconds']:.0f} s"
    summary = f"{rows}: {took}, {loaded['cpu']:.0f} s of it work"
    return [_row("load_addresses", summary, "Seoul < 60 s, the nation < 15 min")]


def _speed(figures: RoundFigures) -> list[str]:
    rows = [
        _row(what, f"{_number(figures.median(name))}/s{_range(figures.rates[name])}", f"≥ {aim:,}/s" if aim else "")
        for what, name, aim in RATES
        if name in figures.rates
    ]
    for ours, theirs in (("mixed, 2 workers", "addok mixed, 2 workers"), ("clean, a core", "addok clean, a core")):
        if theirs in figures.rates:
            ratio = figures.median(ours) / figures.median(theirs)
            rows.append(_row(f"ours : addok, {ours}", f"{ratio:.0f} ×", "≥ 10 ×"))
    for name, aim in LATENCIES:
        quantiles = f"{figures.once[f'{name} p50']:.1f} / {figures.once[f'{name} p95']:.1f} ms"
        rows.append(_row(f"{name}: p50 / p95", quantiles, f"p95 ≤ {aim} ms"))
    memory = f"{figures.once['memory']:.0f} + {figures.once['backend memory']:.0f} MB"
    return [*rows, _row("peak memory: one process + its PostgreSQL backend", memory, "")]


def _truth(figures: RoundFigures) -> list[str]:
    tally, rows = figures.tally, []
    aims = {
        "clean": "right ≥ 99.8 %",
        "noisy": "right ≥ 97 %",
        "ambiguous": "wrong point 0",
        "hopeless": "",
        "repair": "",
    }
    for name, aim in aims.items():
        if tally.count(name):
            rows.append(_row(f"{name} ({tally.count(name):,} asked)", _shares(tally, name), aim))
        if figures.addok.count(name):
            rows.append(_row(f"addok, {name} ({figures.addok.count(name):,})", _shares(figures.addok, name), ""))
    for grade, aim in (("A", "≥ 99.95 %"), ("B", "≥ 99.5 %")):
        rows.append(_row(f"grade {grade} right", _percent(tally.right_of_grade(grade)), aim))
    if tally.gaps:
        gaps = sorted(tally.gaps)
        quantiles = f"{gaps[len(gaps) // 2]:.0f} / {gaps[len(gaps) * 95 // 100]:.0f} m"
        rows.append(_row("number that does not exist, grade C: off by p50 / p95", quantiles, ""))
    return rows


def _shares(tally: Tally, name: str) -> str:
    return ", ".join(
        f"{verdict} {_percent(tally.share(name, verdict))}" for verdict in ("right", "wrong", "coarse", "unanswered")
    )


def faults(tally: Tally, each: int = 3) -> list[str]:
    """What went wrong, by shape, with examples."""
    totals: Counter = Counter()
    for (name, shape, _said), count in tally.shapes.items():
        totals[name, shape] += count
    report_lines = []
    for (name, shape, verdict), examples in sorted(tally.examples.items(), key=lambda item: -len(item[1])):
        report_lines.append(f"{name} / {shape}: {verdict} {len(examples)} of {totals[name, shape]}")
        report_lines += [f"    {example}" for example in examples[:each]]
    return report_lines


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.0f}"


def _range(values: list[float]) -> str:
    return f" ({min(values):,.0f}–{max(values):,.0f})" if len(values) > 1 else ""


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{100 * share:.2f} %"
