/** Correcting a report on its receipt: the pin is dragged, or moved by the map's middle. */
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { createPins } from "../map/pins.js";
import { gettext } from "../words.js";

const CLOSE_ZOOM = 17;
const box = document.getElementById("correct");
const form = box.querySelector("form");
const { pin } = JSON.parse(document.getElementById("correct-data").textContent);

// A map that is made inside a closed part has no size.
box.addEventListener("toggle", () => box.open && show(), { once: true });

function show() {
  document.getElementById("correct-map-box").hidden = false;
  standing(document.getElementById("map"), drawPin);
}

function drawPin() {
  const map = createMap(document.getElementById("map"), { label: gettext("제보한 곳"), cooperative: true });
  const name = () => gettext("제보한 곳");
  const pins = createPins(map, { number: () => "", label: name, colour: () => pin.colour, classes: () => ["is-report"], draggable: () => true, onMove: (_pin, place) => move(place) });
  map.setView([pin.lat, pin.lon], CLOSE_ZOOM, { animate: false });
  pins.setFeatures([{ type: "Feature", id: 1, geometry: { type: "Point", coordinates: [pin.lon, pin.lat] }, properties: {} }]);
  document.getElementById("correct-pin").hidden = false;
}

function move({ lng, lat }) {
  form.elements.lon.value = lng.toFixed(7);
  form.elements.lat.value = lat.toFixed(7);
  form.elements.address.value = "";
}

// Whoever writes an address means that, and no longer the pin.
form.elements.address.addEventListener("input", () => (form.elements.lon.value = form.elements.lat.value = ""));
