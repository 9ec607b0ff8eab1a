/** Where a proposal would move a place: the pin as it is, and as it would be. */
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { createPins } from "../map/pins/pins.js";
import { gettext, interpolate } from "../words.js";

const NAMES = { 1: gettext("지금"), 2: gettext("제안") };
const COLOURS = { 1: "#6d7882", 2: "#d6330f" };

for (const box of document.querySelectorAll("[data-pins]")) standing(box, () => show(box));

function show(box) {
  box.hidden = false;
  const map = createMap(box.querySelector(".map"), { label: gettext("지금 위치와 제안한 위치"), cooperative: true });
  const nameOf = ({ id }) => NAMES[id];
  const pins = createPins(map, { number: nameOf, label: (one) => interpolate(gettext("%(name)s 위치"), { name: nameOf(one) }), colour: ({ id }) => COLOURS[id], classes: () => ["is-report"], clusterRadius: 0 });
  const places = JSON.parse(box.dataset.pins);
  pins.setFeatures(places.map((coordinates, i) => ({ type: "Feature", id: i + 1, geometry: { type: "Point", coordinates }, properties: {} })));
  map.fitBounds(places.map(([lon, lat]) => [lat, lon]), { padding: [48, 48], maxZoom: 18, animate: false });
}
