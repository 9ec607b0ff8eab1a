/** The list of reports, or of a campaign's entries, beside its map. */
import { offerCopying } from "../copy.js";
import { standing } from "../map/missing.js";
import { campaignMap } from "./place/campaign_map.js";

const EMPTY = { color: "#8a3d0b", weight: 1, dashArray: "4 3", fillColor: "#ffb114", fillOpacity: 0.28, interactive: false };
const config = JSON.parse(document.getElementById("list-config").textContent);
const mapElement = document.getElementById("map");
offerCopying();
await standing(mapElement, async () => {
  const { map, drawn } = campaignMap(mapElement, config, { cooperative: matchMedia("(max-width: 767px)").matches });
  if (config.gaps) offerGaps(map);
  await drawn;
});

/** Blocks of the campaign's area that nobody has been to. */
function offerGaps(map) {
  const button = document.getElementById("show-gaps");
  let blocks;
  button.hidden = false;
  button.addEventListener("click", async () => {
    blocks ??= await load();
    const shown = map.hasLayer(blocks);
    if (shown) blocks.remove();
    else blocks.addTo(map);
    button.setAttribute("aria-pressed", String(!shown));
  });
}

async function load() {
  const answer = await fetch(config.gaps);
  if (!answer.ok) throw new Error(`${config.gaps}: ${answer.status}`);
  const data = await answer.json();
  const empty = data.features.filter(({ properties }) => properties.entries === 0);
  return L.geoJSON({ type: "FeatureCollection", features: empty }, { style: EMPTY, renderer: L.canvas() });
}
