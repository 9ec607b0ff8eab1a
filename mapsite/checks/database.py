"""What is wrong with a database is said in words before `migrate` runs into it."""

from django.core.checks import Error, Tags, register
from django.db import Error as DatabaseError
from django.db import connections, transaction

from mapsite.operation import schema

EXTENSIONS = {"postgis": "geometries", "pg_trgm": "search in Korean text"}


@register(Tags.database)
def extensions(app_configs, databases=(), **kwargs):
    """Every extension is there, or this role may create it: a role without rights is enough where it is there."""
    return [error for alias in databases or () for name in EXTENSIONS for error in _extension(connections[alias], name)]


@register(Tags.database)
def rights(app_configs, databases=(), **kwargs):
    """The role may create tables."""
    return [error for alias in databases or () for error in _rights(connections[alias])]


@register(Tags.database)
def hangul(app_configs, databases=(), **kwargs):
    """pg_trgm sees Hangul: it does not in a database whose locale is C, and search would find nothing."""
    return [error for alias in databases or () for error in _hangul(connections[alias])]


@register(Tags.database)
def newer(app_configs, databases=(), **kwargs):
    """The database is not ahead of the code."""
    return [
        Error(schema.explained(state), id="maptag.E004")
        for alias in databases or ()
        if (state := schema.differences(connections[alias])).unknown
    ]


def _extension(connection, name: str) -> list[Error]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [name])
        if cursor.fetchone():
            return []
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = %s", [name])
        if not cursor.fetchone():
            return [
                _missing(
                    connection, name, "Install the package postgresql-…-postgis-3 on the database's machine, then: "
                )
            ]
    return [] if _may_create(connection, name) else [_missing(connection, name, "")]


def _may_create(connection, name: str) -> bool:
    """Tried and taken back: who may differs between PostgreSQL's own superusers and those of hosting services."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f'CREATE EXTENSION "{name}"')
            transaction.set_rollback(True, using=connection.alias)
    except DatabaseError:
        return False
    return True


def _missing(connection, name: str, first: str) -> Error:
    settings = connection.settings_dict
    return Error(
        f"The database {settings['NAME']} has no extension {name} ({EXTENSIONS[name]}), and its role"
        f" {settings['USER'] or 'of this user'} may not create it.",
        hint=f"{first}an administrator runs once, in that database: CREATE EXTENSION {name};",
        id="maptag.E001",
    )


def _rights(connection) -> list[Error]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_database(), current_user, coalesce(current_schema(), 'public'),"
            " has_schema_privilege(coalesce(current_schema(), 'public'), 'CREATE')"
        )
        database, role, place, may = cursor.fetchone()
    if may:
        return []
    return [
        Error(
            f"The role {role} may not create tables in the database {database}.",
            hint=f'An administrator runs once, in that database: GRANT USAGE, CREATE ON SCHEMA "{place}" TO "{role}";',
            id="maptag.E002",
        )
    ]


def _hangul(connection) -> list[Error]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate, '가' ~ '[[:alpha:]]' FROM pg_database"
            " WHERE datname = current_database()"
        )
        encoding, collation, letters = cursor.fetchone()
    if encoding == "UTF8" and letters:
        return []
    return [
        Error(
            f"The database has the encoding {encoding} and the locale {collation}: search would not see Hangul.",
            hint="Make it anew: CREATE DATABASE maptag ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;",
            id="maptag.E003",
        )
    ]
