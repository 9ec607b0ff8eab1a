"""What the tests of loads share: loading, asking, and packing files."""

import zipfile
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from maptag.geocoding.models import RoadAddress
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.tables.loading import Load
from maptag.geocoding.types import Query

CODES = Path(__file__).parents[3] / "data" / "codes.csv"


def load(*paths, **options):
    return Load(progress=lambda _line: None, **options).run(list(paths))


def command(*paths, **options):
    out = StringIO()
    call_command("load_addresses", *paths, stdout=out, **options)
    return out.getvalue()


def place(text):
    return geocode([Query(text)])[0]


def mains():
    return sorted(RoadAddress.objects.values_list("main", flat=True))


def archive(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as packed:
        for name, lines in members.items():
            packed.writestr(name, lines if isinstance(lines, bytes) else "\r\n".join(lines).encode("cp949"))
    return path
