/** On a narrow screen the document, the map and the list take turns; on a wide one all are there and no tab shows. */

export function tabs(root) {
  const buttons = [...root.querySelectorAll("[role=tab]")];
  buttons.forEach((tab) => tab.addEventListener("click", () => showTab(root, tab.dataset.tab)));
  root.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    showTab(root, next.dataset.tab);
    next.focus();
  });
}

export function showTab(root, name) {
  root.dataset.tab = name;
  for (const tab of root.querySelectorAll("[role=tab]")) {
    const selected = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
  }
}
