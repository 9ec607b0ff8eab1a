/**
 * chooseView() → {view, offer}: an embed's list, and its map once it stands: beside each other where there is room, else
 * one at a time.
 *
 *   offer()      the map is drawn: it takes its place
 *   view(name)   "map" or "list", where there is room for one only
 */
export function chooseView() {
  const main = document.querySelector("main");
  const buttons = document.querySelectorAll("button[data-view]");
  const view = (name) => {
    main.dataset.view = name;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  };
  const offer = () => {
    document.body.classList.add("has-map");
    document.getElementById("map").hidden = false;
    document.querySelector(".views")?.removeAttribute("hidden");
    document.querySelector("[data-without-script]")?.remove();
  };
  for (const button of buttons) button.addEventListener("click", () => view(button.dataset.view));
  return { view, offer };
}
