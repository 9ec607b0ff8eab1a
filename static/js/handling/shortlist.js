/** The shortlist: its stops on the map in order, the way from where the phone is, and the print sheet. */
import { linkList } from "../map/list.js";
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { printPage } from "../map/paper/print.js";
import { startOrdering } from "./ordering.js";
import { reportPins } from "./pins.js";
import { gettext } from "../words.js";

const features = JSON.parse(document.getElementById("features").textContent);
const list = document.getElementById("stops");
const drawn = await standing(document.getElementById("map"), startMap);
startOrdering(list, () => {
  const inOrder = number();
  drawn?.draw(inOrder);
});

function startMap() {
  const map = createMap(document.getElementById("map"), { label: gettext("현장 목록 지도"), cooperative: true });
  const pins = reportPins(map, { clusterRadius: 0, onSelect: (feature) => rows.follow(feature) });
  const rows = linkList(list, pins, { item: "data-report", idOf: String });
  const way = L.polyline([], { color: "#0b50d0", weight: 3, dashArray: "6 8", interactive: false }).addTo(map);
  const draw = (inOrder) => {
    way.setLatLngs(inOrder.map(({ geometry: { coordinates: [lng, lat] } }) => [lat, lng]));
    pins.setFeatures(inOrder);
  };
  draw(number());
  pins.fit();
  return { map, draw };
}

/** Numbers and line follow the order of the list. */
function number() {
  const byNumber = new Map(features.map((feature) => [feature.id, feature]));
  const stops = [...list.children];
  const inOrder = stops.map((stop) => byNumber.get(stop.dataset.report));
  stops.forEach((stop, index) => (stop.querySelector(".nth").textContent = index + 1));
  inOrder.forEach((feature, index) => (feature.number = index + 1));
  return inOrder;
}

const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => (drawn ? printPage(drawn.map) : window.print()));

const form = document.getElementById("arrange");
const fromHere = document.getElementById("from-here");
fromHere.hidden = !navigator.geolocation;
fromHere.addEventListener("click", () =>
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lon.value = coords.longitude;
      form.elements.lat.value = coords.latitude;
      form.submit();
    },
    () => (fromHere.textContent = gettext("위치를 알 수 없습니다")),
    { enableHighAccuracy: true, timeout: 10_000 },
  ),
);
