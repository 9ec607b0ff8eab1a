"""The project's shape: who may import whom."""

import ast
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

# accounts stand below everything; importers and community never know each other.
FORBIDDEN = {
    "mapsite/accounts": ("maptag", "importers", "community", "mapsite.views", "mapsite.urls"),
    "maptag/publishing/layers.py": ("maptag.models", "importers", "community"),
    "mapsite/characters.py": ("maptag", "importers", "community", "mapsite."),
    "mapsite/fields.py": ("maptag", "importers", "community"),
    "mapsite/encryption.py": ("maptag", "importers", "community"),
    "maptag": ("importers", "community", "mapsite."),
    "importers": ("community", "mapsite."),
    "community": ("importers", "mapsite."),
}
ALLOWED = ("mapsite.accounts", "mapsite.characters", "mapsite.encryption", "mapsite.fields")
PURE = (
    "importers/extraction",
    "importers/records.py",
    "maptag/geocoding/language",
    "maptag/geocoding/parsing/grammar.py",
    "maptag/geocoding/gazetteer/lexicon.py",
)


def modules(place):
    path = ROOT / place
    return [path] if path.suffix else [p for p in path.rglob("*.py") if "migrations" not in p.parts]


def imported(path):
    """Full names of the modules that a file imports, relative ones resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            # `from mapsite import fields` names the module after "import".
            yield from [f"mapsite.{alias.name}" for alias in node.names] if module == "mapsite" else [module]


@pytest.mark.parametrize("place", FORBIDDEN)
def test_imports_point_downwards(place):
    for path in modules(place):
        for name in imported(path):
            if name.startswith(ALLOWED):
                continue
            for forbidden in FORBIDDEN[place]:
                assert not f"{name}.".startswith(forbidden.rstrip(".") + "."), (
                    f"{path.relative_to(ROOT)} imports {name}"
                )


# The folders of an app from the lowest up: each imports those before it. "" stands for modules beside the folders that
# import none of them, "." for the app's entrances, which may import all.
FOLDERS = {
    "maptag": ("", "sandbox", "geocoding", "privacy", "publishing", "models", "upkeep", "pages", "."),
    "importers": ("", "vocabulary", "readers", "extraction", "models", "review", "uploads", "views", "."),
    "community": (
        "", "questions", "models", "protection", "messaging", "reports", "campaigns", "open311", "api", "pages",
        "staff", "rooms", ".",
    ),
}  # fmt: skip
ENTRANCES = {"admin", "tasks", "urls", "views", "apps", "management", "migrations", "templatetags"}


def folder_of(app, name):
    """The folder of `app` in which the module `name` lies."""
    first = f"{name}.".split(".")[1]
    return first if first in FOLDERS[app] else "." if first in ENTRANCES else ""


@pytest.mark.parametrize("app", FOLDERS)
def test_folders_of_an_app_import_one_way(app):
    for path in modules(app):
        own = folder_of(app, ".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name in imported(path):
            if name.startswith(f"{app}."):
                order = FOLDERS[app].index
                assert order(folder_of(app, name)) <= order(own), f"{path.relative_to(ROOT)} imports {name}"


SOURCES = ("mapsite", "maptag", "importers", "community", "script")
MOST_MODULES, MOST_LINES = 18, 400


def sorted_modules():
    for app in SOURCES:
        yield from modules(app)


def test_a_folder_can_be_taken_in_at_a_glance():
    folders = Counter(path.parent.relative_to(ROOT) for path in [*sorted_modules(), *modules("tests")])
    assert not {str(folder): n for folder, n in folders.items() if n > MOST_MODULES}


def test_a_file_is_read_in_one_go():
    lines = {path: path.read_text().count("\n") for path in [*sorted_modules(), *modules("tests")]}
    assert not {str(path.relative_to(ROOT)): n for path, n in lines.items() if n > MOST_LINES}


def is_part_of_a_model(node):
    """An enumeration of a model's, Django's Meta and their like, named after the class that they stand in."""
    bases = {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
    return node.name in ("Meta", "Media") or bool(bases & {"TextChoices", "IntegerChoices"})


def named_classes(path):
    """The names of a file's classes, but for what is told by the class or file that it stands in."""
    for node in ast.walk(ast.parse(path.read_text())):
        # A management command is named by its file.
        if isinstance(node, ast.ClassDef) and node.name != "Command" and not is_part_of_a_model(node):
            yield node.name


def test_a_class_name_means_one_thing():
    places = defaultdict(list)
    for path in sorted_modules():
        for name in named_classes(path):
            places[name].append(str(path.relative_to(ROOT)))
    assert not {name: sorted(paths) for name, paths in places.items() if len(paths) > 1}


@pytest.mark.parametrize("place", PURE)
def test_finding_knows_no_database(place):
    for path in modules(place):
        assert not [name for name in imported(path) if name.startswith("django.") or name.endswith(".models")], path


def test_every_setting_is_explained():
    """Each variable that the settings read stands in .env.example."""
    tree = ast.parse((ROOT / "mapsite/settings.py").read_text())
    read = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    } - {"MAPTAG_ENV_FILE"}
    explained = (ROOT / ".env.example").read_text()
    assert not [name for name in read if name not in explained]
