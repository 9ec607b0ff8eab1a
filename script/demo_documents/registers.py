"""Rows of the open registers in data/addresses, as the documents write them."""

import csv
import gzip
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = ROOT / "data/addresses/address_points.csv.gz"


@cache
def _rows() -> list[dict[str, str]]:
    with gzip.open(ADDRESSES, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def register(*sources: str, gu: str = "") -> list[dict[str, str]]:
    """Rows of the registers, in their order, each building once; of one gu when it is given."""
    buildings = {}
    for row in _rows():
        if row["src"] in sources and gu in ("", row["gu"]):
            buildings.setdefault((row["road_text"], row["jibun_text"]), row)
    return list(buildings.values())


def road(row) -> str:
    """원효로64길 17-10"""
    return f"{row['road']} {row['bld_main']}" + _branch(row["bld_sub"])


def lot(row) -> str:
    """산12-3"""
    return f"{row['san']}{row['lot_main']}" + _branch(row["lot_sub"])


def _branch(number) -> str:
    return f"-{number}" if number not in ("", "0") else ""


def written(row) -> str:
    """The road address as its publisher wrote it, on one line and without doubled spaces."""
    return " ".join(row["road_text"].split())


def spread(rows: list, count: int) -> list:
    """`count` of the rows, evenly over the whole, always the same ones."""
    return [rows[index * len(rows) // count] for index in range(min(count, len(rows)))]


def at(rows: list[dict[str, str]], *addresses: str) -> list[dict[str, str]]:
    """The rows with these road addresses (without the gu), in the order asked. KeyError: not in the register."""
    by_address = {road(row): row for row in reversed(rows)}
    return [by_address[address] for address in addresses]
