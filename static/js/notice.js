/** The notice page. */
import { fails, stands } from "./map/missing.js";
import { showPlaces } from "./map/places.js";
import { printPage } from "./map/paper/print.js";
import { offerCopying } from "./copy.js";
import { gettext, interpolate } from "./words.js";

const data = JSON.parse(document.getElementById("map-data").textContent);
const list = document.getElementById("places");
const mapElement = document.getElementById("map");
offerCopying();
try {
  const label = interpolate(gettext("%(title)s 지도"), { title: document.querySelector("h1").textContent });
  const cooperative = matchMedia("(max-width: 767px)").matches;
  start(await showPlaces({ mapElement, list, data, label, cooperative }));
} catch (error) {
  fails(mapElement, error);
  offerPrinting(() => window.print());
}

function start({ map, pins }) {
  stands(mapElement);
  // On its first page the list now grows by itself.
  if (list.firstElementChild?.dataset.pin === "1") document.getElementById("pages").hidden = true;
  offerPrinting(() => printPage(map));
  selectFromAddress(pins);
}

function offerPrinting(print) {
  const button = document.querySelector("[data-print]");
  button.hidden = false;
  button.addEventListener("click", print);
}

/** …#place-12 opens with that place chosen. */
function selectFromAddress(pins) {
  const number = /^#place-(\d+)$/.exec(location.hash)?.[1];
  if (number) pins.select(Number(number));
}
