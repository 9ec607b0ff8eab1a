"""What the documents say of the code is there."""

import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
APPS = "mapsite|maptag|importers|community"
LISTED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
FOLDERS = {path.split("/")[0] for path in LISTED.split("\0") if "/" in path and not path.startswith(".")}


def looked_up(dotted):
    """What a dotted name leads to: a module, or what a module holds. Raises AttributeError."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            place = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            place = getattr(place, name)
        return place
    raise AttributeError(dotted)


@pytest.mark.parametrize("dotted", sorted(set(re.findall(rf"`((?:{APPS})(?:\.\w+)+)`", ARCHITECTURE))))
def test_every_name_in_the_architecture_exists(dotted):
    assert looked_up(dotted)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_in_the_documents_exists(document):
    text = document.read_text()
    in_code = [path for path in re.findall(r"`((?:\w+/)+[\w.*]*)`", text) if path.split("/")[0] in FOLDERS]
    missing = [path for path in in_code if not list(ROOT.glob(path.rstrip("/")))]
    links = re.findall(r"\]\(((?!http)[^)#]+)\)", text)
    missing += [path for path in links if not (document.parent / path).exists()]
    assert not missing


def test_every_folder_of_the_top_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert not [folder for folder in FOLDERS if f"`{folder}/`" not in readme]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"manage\.py (\w+)", (ROOT / "README.md").read_text()))))
def test_every_command_of_the_readme_exists(name):
    from django.core.management import get_commands

    assert name in get_commands()


def test_every_bench_that_the_documents_name_exists():
    for document in DOCUMENTS:
        for name in re.findall(r"script/bench (\w+)", document.read_text()):
            assert (ROOT / f"script/benchmarks/bench_{name}.py").exists(), name


def test_every_variable_that_is_explained_is_read():
    settings = (ROOT / "mapsite/settings.py").read_text() + (ROOT / "script/server").read_text()
    explained = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert explained
    assert not [name for name in explained if name not in settings]
