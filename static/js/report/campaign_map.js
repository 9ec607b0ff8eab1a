/**
 * campaignMap(element, config, {cooperative}) → map: reports, or the entries of a campaign, fitted to its area.
 * config: what community/pages/campaigns.py and public.py call the map's.
 */
import { createMap } from "../map/map.js";
import { reportLayer } from "./layer.js";

export function campaignMap(element, config, { cooperative }) {
  const map = createMap(element, { label: config.label, cooperative });
  if (config.bounds) {
    const [south, west, north, east] = config.bounds;
    map.fitBounds([[south, west], [north, east]], { animate: false, padding: [12, 12] });
  }
  reportLayer(map, { ...config, colour: ({ category__slug: slug }) => config.colours[slug] ?? config.colour }).show();
  return map;
}
