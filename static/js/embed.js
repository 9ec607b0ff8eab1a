/** The embed. Without this script it is a readable list; with it, a map beside the list or in its place. */
import { fails, stands } from "./map/missing.js";
import { showPlaces } from "./map/places.js";
import { chooseView } from "./map/views.js";

const data = JSON.parse(document.getElementById("map-data").textContent);
const { view, offer } = chooseView();
const list = document.getElementById("places");
const mapElement = document.getElementById("map");
const label = document.querySelector("h1").textContent;
try {
  await showPlaces({ mapElement, list, data, label, cooperative: true });
  // A place chosen in the list is shown on the map, which on a narrow screen stands in the list's place.
  list.addEventListener("click", (event) => event.target.closest("[data-select]") && view("map"), { capture: true });
  stands(mapElement);
  offer();
} catch (error) {
  fails(mapElement, error);
}
