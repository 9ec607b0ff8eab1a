/** addDistrictNames(map, url): names of the districts at the zooms where the basemap's tiles do not have them yet. */

import { element } from "../../dom.js";

const FROM_ZOOM = 11;
const TO_ZOOM = 13;

export async function addDistrictNames(map, url) {
  const answer = await fetch(url);
  if (!answer.ok) return;
  const { features } = await answer.json();
  const pane = map.createPane("districts");
  pane.style.zIndex = 250; // above the tiles, below lines, areas and pins
  pane.style.pointerEvents = "none";
  const names = L.layerGroup(features.map(({ geometry: { coordinates: [lng, lat] }, properties: { name } }) => {
    const icon = L.divIcon({ className: "district-name", html: element("span", { text: name }), iconSize: [80, 20] });
    return L.marker([lat, lng], { icon, pane: "districts", interactive: false, keyboard: false });
  }));
  const show = () => {
    if (map.getZoom() >= FROM_ZOOM && map.getZoom() <= TO_ZOOM) names.addTo(map);
    else names.remove();
  };
  map.on("zoomend", show);
  show();
}
