/**
 * campaignMap(element, config, {cooperative}) → {map, drawn}: reports, or the entries of a campaign, fitted to its area.
 * `drawn` is a promise, rejected where the reports can't be had.
 * config: what community/pages/campaigns.py and public.py call the map's.
 */
import { createMap } from "../../map/map.js";
import { reportLayer } from "./layer.js";

/** The outline of a campaign's area (GeoJSON), with the map fitted to it. */
const OUTLINE = { color: "#464c53", weight: 2, dashArray: "6 4", fill: false, interactive: false };

export function showArea(map, area, maxZoom) {
  const outline = L.geoJSON(area, { style: OUTLINE }).addTo(map);
  map.fitBounds(outline.getBounds(), { animate: false, padding: [12, 12], maxZoom });
}

export function campaignMap(element, config, { cooperative }) {
  const map = createMap(element, { label: config.label, cooperative });
  if (config.area) showArea(map, config.area);
  const layer = reportLayer(map, { ...config, colour: ({ category__slug: slug }) => config.colours[slug] ?? config.colour });
  return { map, drawn: layer.show() };
}
