"""Whatever is encrypted, in whichever model, encrypted anew with the first of CONTACT_KEYS."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, transaction

from community.encryption import EncryptedTextField
from mapsite.accounts.second_factor import sealed_texts, with_texts
from mapsite.encryption import is_current, print_of, rotate

BATCH = 500


@dataclass(slots=True)
class Count:
    """Values of one column: with the current key, with an older one, and with none that we have."""

    column: str
    current: int = 0
    older: int = 0
    lost: int = 0


def columns() -> list[tuple[type, EncryptedTextField]]:
    """(model, field) of every encrypted column of the site, also of those that are added one day."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def run(write: bool) -> list[Count]:
    """Count all values, and with `write` encrypt anew those of older keys; a batch is a transaction, so a run that was
    cut off goes on where it was."""
    counts = []
    for model, field in columns():
        count = Count(f"{model._meta.db_table}.{field.column}")
        for batch in _batches(model, field):
            _rotate_batch(model, field, [pk for pk, _data in batch], count, write)
        counts.append(count)
    return [*counts, _rotate_second_factors(write)]


def values_by_key() -> dict[str, int]:
    """How many values each secret reads that we have, by its print; what none reads is left out."""
    numbers: Counter = Counter()
    for model, field in columns():
        table, pk, column = _names(model, field)
        for batch in _batches(model, field):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {column} FROM {table} WHERE {pk} = ANY(%s)", [[key for key, _one in batch]])  # noqa: S608
                numbers.update(print_of(bytes(data)) for (data,) in cursor.fetchall())
    for data in Authenticator.objects.values_list("data", flat=True):
        numbers.update(print_of(text.encode()) for text in sealed_texts(data))
    return {print_: number for print_, number in numbers.items() if print_}


@transaction.atomic
def _rotate_second_factors(write: bool) -> Count:
    """Those of administrators and auditors: few enough for one transaction."""
    count = Count("mfa_authenticator.data")
    for authenticator in Authenticator.objects.select_for_update():
        texts = sealed_texts(authenticator.data)
        anew = [_counted(text.encode(), count) for text in texts]
        if write and any(anew):
            new_texts = [(new or old.encode()).decode() for new, old in zip(anew, texts, strict=True)]
            authenticator.data = with_texts(authenticator.data, new_texts)
            authenticator.save(update_fields=["data"])
    return count


def _batches(model, field) -> Iterator[list]:
    last = None
    table, pk, column = _names(model, field)
    while True:
        after = f"AND {pk} > %s" if last is not None else ""
        sql = f"SELECT {pk}, 1 FROM {table} WHERE length({column}) > 0 {after} ORDER BY {pk} LIMIT {BATCH}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [last] if last is not None else [])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


@transaction.atomic
def _rotate_batch(model, field, keys: list, count: Count, write: bool):
    table, pk, column = _names(model, field)
    lock = "FOR UPDATE" if write else ""
    with connection.cursor() as cursor:
        # The history takes no changes but from who says so (sql/history.sql); its words stay the same here.
        cursor.execute("SET LOCAL community.erasing = 'on'")
        cursor.execute(f"SELECT {pk}, {column} FROM {table} WHERE {pk} = ANY(%s) {lock}", [keys])  # noqa: S608
        for key, data in cursor.fetchall():
            anew = _counted(bytes(data), count)
            if write and anew:
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {pk} = %s", [anew, key])  # noqa: S608
        cursor.execute("SET LOCAL community.erasing = 'off'")


def _counted(data: bytes, count: Count) -> bytes | None:
    """`data` encrypted anew where an older key wrote it, else None."""
    if is_current(data):
        count.current += 1
        return None
    anew = rotate(data)
    if anew is None:
        count.lost += 1
    else:
        count.older += 1
    return anew


def _names(model, field) -> tuple[str, str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), quote(model._meta.pk.column), quote(field.column)
