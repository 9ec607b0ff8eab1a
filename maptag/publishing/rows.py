"""What public pages, feeds, APIs and exports receive of a record: its allowed values, and no way back to the record."""

from collections.abc import Mapping

from django.db.models import Manager, Model, QuerySet


class PublicRow:
    """A frozen value whose attributes are what a layer allows; `a__b` reads as `row.a.b`, and is None where `a` is.

    Raises TypeError where a value is a record, or leads to records: a template could read on from there.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping):
        object.__setattr__(self, "_values", _nested(values))

    def __getattr__(self, name: str):
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"no public value {name!r}") from None

    def __setattr__(self, name, value):
        raise AttributeError(f"a public row does not change: {name!r}")

    def __eq__(self, other):
        return isinstance(other, PublicRow) and self._values == other._values

    __hash__ = None

    def __repr__(self):
        return f"PublicRow({self._values!r})"


def _nested(values: Mapping) -> dict:
    row: dict = {}
    branches: dict = {}
    for name, value in values.items():
        if isinstance(value, Model | Manager | QuerySet):
            raise TypeError(f"{name} is no value that may leave: {type(value).__name__}")
        first, _separator, rest = name.partition("__")
        if rest:
            branches.setdefault(first, {})[rest] = value
        else:
            row[name] = value
    return row | {name: _branch(branch) for name, branch in branches.items()}


def _branch(values: dict) -> "PublicRow | None":
    """None where the relation leads nowhere."""
    return PublicRow(values) if any(value is not None for value in values.values()) else None
