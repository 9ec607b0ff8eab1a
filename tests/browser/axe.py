"""axe-core (4.14.1, MPL-2.0, for tests alone): what of a page a screen reader or keyboard can't use."""

from pathlib import Path

AXE = (Path(__file__).parents[1] / "vendor/axe-core/axe.min.js").read_text()


def violations(page) -> list[str]:
    """A line for each broken rule: its id, what it asks for, and the elements."""
    # The site's policy forbids foreign scripts; evaluating one is the browser's own right.
    page.evaluate(AXE)
    result = page.evaluate("axe.run()")
    assert len(result["passes"]) > 10, "axe-core has judged nothing"
    return [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:5]}" for one in result["violations"]
    ]
