/** Opening a room: the area from which reports come in by themselves is what the map shows. */
import { createMap, readSettings } from "../map/map.js";
import { standing } from "../map/missing.js";
import { gettext } from "../words.js";

const form = document.getElementById("room-new");
const hint = document.getElementById("area-hint");
const undraw = document.getElementById("undraw");
const element = document.getElementById("map");
let map;
let box;

standing(element, () => {
  map = createMap(element, { label: gettext("상황의 구역"), cooperative: true, zoom: 12 });
  document.getElementById("area-tools").hidden = false;
  drawEarlier();
});

function drawBox([west, south, east, north]) {
  box?.remove();
  box = L.rectangle([[south, west], [north, east]], { color: "#0b50d0", weight: 3, fillOpacity: 0.08, interactive: false }).addTo(map);
  undraw.hidden = false;
}

function takeView() {
  // The map's edge itself could not be seen.
  const view = map.getBounds().pad(-0.08);
  const [south, west, north, east] = readSettings().bounds;
  const sides = [Math.max(view.getWest(), west), Math.max(view.getSouth(), south), Math.min(view.getEast(), east), Math.min(view.getNorth(), north)];
  form.elements.box.value = sides.map((side) => side.toFixed(6)).join(",");
  drawBox(sides);
  hint.textContent = gettext("구역을 정했습니다.");
}

undraw.addEventListener("click", () => {
  box.remove();
  form.elements.box.value = "";
  undraw.hidden = true;
  hint.textContent = gettext("구역을 지웠습니다.");
  document.getElementById("draw").focus();
});
document.getElementById("draw").addEventListener("click", takeView);

/** What was drawn before the server found something else to mend. */
function drawEarlier() {
  const sides = form.elements.box.value.split(",").map(Number);
  if (sides.length !== 4) return;
  drawBox(sides);
  map.fitBounds(box.getBounds(), { animate: false, padding: [24, 24] });
}
