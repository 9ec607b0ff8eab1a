"""One home for each component's look, no name without a use, and markup that can be read."""

from collections import defaultdict

import pytest

from tests.mapsite.structure.stylesheets import (
    CSS,
    MODULES,
    ROOT,
    SCRIPTS,
    TEMPLATES,
    classes_of_script,
    classes_of_template,
    selectors,
    styled_classes,
    vendor_classes,
    words_of,
)

LONGEST_LINE = 160
MOST_MODULES = 18


def test_no_selector_stands_in_two_stylesheets():
    homes = defaultdict(set)
    for sheet in CSS:
        for selector in selectors(sheet):
            homes[selector].add(sheet.name)
    assert len(homes) > 500
    assert {selector: names for selector, names in homes.items() if len(names) > 1} == {}


@pytest.mark.parametrize("sheet", CSS, ids=lambda sheet: sheet.stem)
def test_every_class_with_a_rule_is_used(sheet):
    names, beginnings = words_of((*TEMPLATES, *SCRIPTS, *MODULES))
    # Leaflet and Django give these themselves.
    given = {name for name in styled_classes(sheet) if name.startswith("leaflet-")} | {"errorlist"}
    idle = styled_classes(sheet) - names - given - vendor_classes()
    assert {name for name in idle if not name.startswith(tuple(beginnings))} == set()


def test_every_class_that_is_given_has_a_rule():
    """A hook for scripts or tests is a data attribute or an id."""
    styled = vendor_classes().union(*map(styled_classes, CSS))
    given = [(path, classes_of_template(path)) for path in TEMPLATES]
    given += [(path, classes_of_script(path)) for path in SCRIPTS]
    assert sum(len(names) for _path, names in given) > 800
    bare = {str(path.relative_to(ROOT)): names - styled for path, names in given if names - styled}
    assert bare == {}


def test_lines_of_templates_can_be_read_without_scrolling():
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "templates").rglob("*.*")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert lines == []


def test_elements_are_built_in_one_module():
    makers = [path.name for path in SCRIPTS if "document.createElement(" in path.read_text()]
    assert makers == ["dom.js"]


def test_folders_of_scripts_can_be_taken_in():
    folders = defaultdict(int)
    for path in SCRIPTS:
        folders[str(path.parent.relative_to(ROOT))] += 1
    assert {folder: n for folder, n in folders.items() if n > MOST_MODULES} == {}
