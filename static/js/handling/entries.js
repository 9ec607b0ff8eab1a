/** A campaign's entries: list and map follow each other. */
import { linkList } from "../map/list.js";
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { reportPins } from "./pins.js";
import { gettext } from "../words.js";

const element = document.getElementById("map");

standing(element, () => {
  const map = createMap(element, { label: gettext("올라온 곳 지도"), cooperative: true });
  const pins = reportPins(map, { onSelect: (feature) => rows.follow(feature) });
  const rows = linkList(document.getElementById("stops"), pins, { item: "data-report", idOf: String });
  pins.setFeatures(JSON.parse(document.getElementById("features").textContent));
  pins.fit();
});
