/** The notice page. */
import { showPlaces } from "./map/places.js";
import { offerCopying } from "./copy.js";
import { gettext, interpolate } from "./words.js";

const data = JSON.parse(document.getElementById("map-data").textContent);
const list = document.getElementById("places");
const { pins } = await showPlaces({
  mapElement: document.getElementById("map"),
  list,
  data,
  label: interpolate(gettext("%(title)s 지도"), { title: document.querySelector("h1").textContent }),
  cooperative: matchMedia("(max-width: 767px)").matches,
});
// On its first page the list now grows by itself.
if (list.firstElementChild?.dataset.pin === "1") document.getElementById("pages").hidden = true;
offerCopying();
offerPrinting();
selectFromAddress();

function offerPrinting() {
  const button = document.querySelector("[data-print]");
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/** …#place-12 opens with that place chosen. */
function selectFromAddress() {
  const number = /^#place-(\d+)$/.exec(location.hash)?.[1];
  if (number) pins.select(Number(number));
}
