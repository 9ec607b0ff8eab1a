"""axe-core (4.10.3, MPL-2.0, in vendor/; tests alone use it): what of a page a screen reader or keyboard can't use."""

from pathlib import Path

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def violations(page) -> list[str]:
    """A line for each broken rule: its id, what it asks for, and the elements."""
    # The site's policy forbids foreign scripts; evaluating one is the browser's own right.
    page.evaluate(AXE)
    found = page.evaluate("(rules) => axe.run({ runOnly: rules })", RULES)["violations"]
    return [f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:5]}" for one in found]
