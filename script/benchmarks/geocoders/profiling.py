"""Where a batch's time goes: functions by their own time, and what PostgreSQL is waited for, statement by statement."""

import cProfile
import io
import pstats
import time
from collections import defaultdict
from collections.abc import Callable, Sequence

from geocoders import ours

TOP = 25


def profile(texts: Sequence[str]) -> str:
    """Profiles one warm run of the texts in this process."""
    ours.timed(texts)
    timing, _answers = ours.timed(texts)
    waited = _statements(texts)
    head = f"{len(texts):,} texts: {timing.wall:.2f} s on the clock, {timing.cpu:.2f} s of processors"
    return "\n".join([head, *waited, functions(lambda: ours.timed(texts))])


def functions(call: Callable[[], object]) -> str:
    """The functions that a call spends most of its time in, the callees aside."""
    profiler = cProfile.Profile()
    profiler.runcall(call)
    printed = io.StringIO()
    pstats.Stats(profiler, stream=printed).strip_dirs().sort_stats("tottime").print_stats(TOP)
    lines = printed.getvalue().splitlines()
    return "\n".join(line for line in lines if ":" in line or "{" in line or "ncalls" in line)


def _statements(texts: Sequence[str]) -> list[str]:
    """Milliseconds waited for each statement, the costly ones first."""
    from django.db import connection

    spent: dict[str, list[float]] = defaultdict(list)

    def watch(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[" ".join(sql.split())[:100]].append((time.perf_counter() - start) * 1000)

    with connection.execute_wrapper(watch):
        ours.timed(texts)
    return [
        f"{sum(times):8.0f} ms in {len(times):4} × {sql}"
        for sql, times in sorted(spent.items(), key=lambda item: -sum(item[1]))
    ]
