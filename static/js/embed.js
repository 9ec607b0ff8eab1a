/** The embed. Without this script it is a readable list; with it, a map beside the list or in its place. */
import { showPlaces } from "./map/places.js";

const data = JSON.parse(document.getElementById("map-data").textContent);
const main = document.querySelector("main");
const mapElement = document.getElementById("map");
const buttons = document.querySelectorAll("button[data-view]");

function view(name) {
  main.dataset.view = name;
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === name));
}

document.body.classList.add("has-map");
mapElement.hidden = false;
document.querySelector(".views")?.removeAttribute("hidden");
document.querySelector(".no-script")?.remove();
for (const button of buttons) button.addEventListener("click", () => view(button.dataset.view));
const list = document.getElementById("places");
// A place chosen in the list is shown on the map, which on a narrow screen stands in the list's place.
list.addEventListener("click", (event) => event.target.closest("[data-select]") && view("map"), { capture: true });
await showPlaces({ mapElement, list, data, label: document.querySelector("h1").textContent, cooperative: true });
