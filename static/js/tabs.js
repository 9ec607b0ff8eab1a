// On a phone the tab of this page may lie beyond the edge of its bar.

for (const here of document.querySelectorAll(".site-nav [aria-current], .handling-nav [aria-current]")) {
  const bar = here.closest("nav");
  const [tab, seen] = [here.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += tab.left - seen.left - (seen.width - tab.width) / 2;
}
