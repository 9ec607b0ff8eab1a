"""Ruled tables of a PDF page, from the lines that draw them.

Finding the tables of 44 pages takes pdfplumber 3.3 s, before it reads a cell, and this 0.4 s: PDFium has parsed the
page already. It also finds those printed sideways and those without outer borders.
"""

import ctypes
from collections import defaultdict
from dataclasses import dataclass

SNAP = 3.0
MIN_LENGTH = 6.0
MAX_PATHS = 20_000
MAX_RULINGS = 600
MAX_CELLS = 5_000


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line: `at` is its fixed coordinate, `start` and `end` the others, in points."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class CellBox:
    """A cell of a grid, rows from the top, in points of the page turned upright."""

    row: int
    column: int
    rowspan: int
    colspan: int
    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(slots=True)
class Grid:
    cells: list[CellBox]
    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


def grids(page, turn) -> list[Grid]:
    """The ruled grids of a page, the smallest first; `turn` makes a point of a rotated page upright."""
    horizontals, verticals = _rulings(page, turn)
    horizontals, verticals = _joined(horizontals), _joined(verticals)
    if not horizontals or not verticals or len(horizontals) + len(verticals) > MAX_RULINGS:
        return []
    page_grids = [grid for parts in _components(horizontals, verticals) if (grid := _grid(*parts))]
    return sorted(page_grids, key=lambda grid: (grid.right - grid.left) * (grid.top - grid.bottom))


def _rulings(page, turn) -> tuple[list[Ruling], list[Ruling]]:
    import pypdfium2.raw as pdfium

    horizontals, verticals = [], []
    for count, shape in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1)):
        if count > MAX_PATHS:
            break
        for (x0, y0), (x1, y1) in _segments(shape, turn):
            if abs(y0 - y1) < 1 and abs(x0 - x1) >= MIN_LENGTH:
                horizontals.append(Ruling(y0, min(x0, x1), max(x0, x1)))
            elif abs(x0 - x1) < 1 and abs(y0 - y1) >= MIN_LENGTH:
                verticals.append(Ruling(x0, min(y0, y1), max(y0, y1)))
    return horizontals, verticals


def _segments(shape, turn):
    """Yield the straight pieces of a path as pairs of points on the page."""
    import pypdfium2.raw as pdfium

    matrix = shape.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = None
    for index in range(min(pdfium.FPDFPath_CountSegments(shape), 1_000)):
        segment = pdfium.FPDFPath_GetPathSegment(shape, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = turn(*matrix.on_point(x.value, y.value))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last:
            yield last, point
        if pdfium.FPDFPathSegment_GetClose(segment) and start:
            yield point, start
        last = point


def _joined(rulings) -> list[Ruling]:
    """Rulings with those on one line that touch made one: a border is drawn cell by cell, and twice."""
    lines: dict[float, list[Ruling]] = defaultdict(list)
    level = None
    for ruling in sorted(rulings, key=lambda r: r.at):
        if level is None or ruling.at - level > SNAP:
            level = ruling.at
        lines[level].append(ruling)
    return [ruling for at, parts in lines.items() for ruling in _joined_line(at, parts)]


def _joined_line(at, parts):
    start = end = None
    for part in sorted(parts, key=lambda r: r.start):
        if end is not None and part.start <= end + SNAP:
            end = max(end, part.end)
            continue
        if end is not None:
            yield Ruling(at, start, end)
        start, end = part.start, part.end
    yield Ruling(at, start, end)


def _components(horizontals, verticals):
    """Yield (horizontals, verticals) of each set of rulings that touch each other."""
    rulings = horizontals + verticals
    parents = list(range(len(rulings)))

    def root(index):
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    for h, across in enumerate(horizontals):
        for v, down in enumerate(verticals, len(horizontals)):
            if _touch(across, down):
                parents[root(h)] = root(v)
    members: dict[int, tuple[list, list]] = defaultdict(lambda: ([], []))
    for index, ruling in enumerate(rulings):
        members[root(index)][index >= len(horizontals)].append(ruling)
    yield from members.values()


def _touch(across, down) -> bool:
    return across.start - SNAP <= down.at <= across.end + SNAP and down.start - SNAP <= across.at <= down.end + SNAP


def _grid(horizontals, verticals) -> Grid | None:
    """Grid of one component; tables without outer borders get them from the ends of their lines."""
    xs = _levels([v.at for v in verticals] + [x for h in horizontals for x in (h.start, h.end)])
    ys = _levels([h.at for h in horizontals] + [y for v in verticals for y in (v.start, v.end)])[::-1]
    if not len(xs) + len(ys) - 1 > 2 or len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > MAX_CELLS:
        return None
    cells = _label_and_frame(xs, ys, horizontals, verticals) or list(_cells(xs, ys, horizontals, verticals))
    return Grid(cells, xs[0], ys[-1], xs[-1], ys[0]) if len(cells) > 1 else None


def _label_and_frame(xs, ys, horizontals, verticals) -> list[CellBox]:
    """[label, frame] of a frame whose upper edge carries a label in its middle: no table, though it draws nine boxes.

    The boxes left and right of the label belong to what stands below it.
    """
    if len(xs) != 4 or len(ys) not in (3, 4):
        return []
    columns, below, top = range(3), len(ys) - 2, len(ys) - 3
    open_below = all(not _parted(verticals, x, ys[below + 1], ys[below]) for x in xs[1:3])
    open_up = [not _parted(horizontals, ys[below], xs[column], xs[column + 1]) for column in columns]
    if not open_below or open_up != [True, False, True]:
        return []
    if not all(_parted(verticals, x, ys[below], ys[top]) for x in xs[1:3]):
        return []
    return [CellBox(0, 0, 1, 1, xs[1], ys[below], xs[2], ys[0]), CellBox(1, 0, 1, 1, xs[0], ys[-1], xs[3], ys[top])]


def _levels(values) -> list[float]:
    levels: list[float] = []
    for value in sorted(values):
        if not levels or value - levels[-1] > SNAP:
            levels.append(value)
    return levels


def _cells(xs, ys, horizontals, verticals):
    """Yield the cells: elementary boxes are one cell where no ruling parts them."""
    occupied: set[tuple[int, int]] = set()
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in occupied:
                continue
            right = column + 1
            while (
                right < len(xs) - 1
                and (row, right) not in occupied
                and not _parted(verticals, xs[right], ys[row + 1], ys[row])
            ):
                right += 1
            below = row + 1
            while below < len(ys) - 1 and not _parted(horizontals, ys[below], xs[column], xs[column + 1]):
                below += 1
            occupied.update((r, c) for r in range(row, below) for c in range(column, right))
            yield CellBox(row, column, below - row, right - column, xs[column], ys[below], xs[right], ys[row])


def _parted(rulings, at, start, end) -> bool:
    middle = (start + end) / 2
    return any(abs(r.at - at) <= SNAP and r.start - SNAP <= middle <= r.end + SNAP for r in rulings)
