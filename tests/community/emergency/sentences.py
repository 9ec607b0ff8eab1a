"""Sentences beside this file: [(sentence, the services that fit)]; none fit what is harmless."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def sentences(name: str) -> list[tuple[str, set[str]]]:
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return [(row[0], set(row[1].split(",")) if len(row) > 1 else set()) for row in cells]
