"""Whether the database and this code belong together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.migrations.loader import MigrationLoader


@dataclass(frozen=True, slots=True)
class Differences:
    """Migrations as "app.name"."""

    missing: tuple[str, ...]  # not yet applied to the database
    unknown: tuple[str, ...]  # applied by a newer version of the code


def differences(connection) -> Differences:
    """Compares the migrations on disk with those that `connection` has; raises django.db.Error."""
    loader = MigrationLoader(connection)
    disk, applied = set(loader.disk_migrations), set(loader.applied_migrations)
    # What a squashed migration replaced counts as known: only its traces are left.
    replaced = {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    newer = {key for key in applied - disk - replaced if key[0] in loader.migrated_apps}
    return Differences(_names(set(loader.graph.nodes) - applied), _names(newer))


def explained(state: Differences) -> str:
    """What an operator should do; empty when there is nothing to do."""
    if state.unknown:
        return NEWER.format(names=_short(state.unknown))
    if state.missing:
        return (
            f"the database lacks {_short(state.missing)}: run manage.py migrate (script/server does) and start again."
        )
    return ""


NEWER = (
    "the database was brought forward by a newer version of Maptag ({names}), which this code does not know. Nothing"
    " was changed. Get that version of the code again (git pull), or restore the backup from before the update."
)


def _names(keys: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(".".join(key) for key in keys))


def _short(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
