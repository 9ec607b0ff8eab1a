/** The list of reports, or of a campaign's entries, beside its map. */
import { createMap } from "../map/map.js";
import { reportLayer } from "./layer.js";

const config = JSON.parse(document.getElementById("list-config").textContent);
const box = document.getElementById("map");
const map = createMap(box, { label: config.label, cooperative: matchMedia("(max-width: 767px)").matches });
const layer = reportLayer(map, { ...config, colour: ({ category__slug: slug }) => config.colours[slug] ?? config.colour });
layer.show();
if (config.gaps) offerGaps();

/** Blocks of the campaign's area that nobody has been to. */
function offerGaps() {
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
  const data = await (await fetch(config.gaps)).json();
  const empty = data.features.filter(({ properties }) => properties.entries === 0);
  const style = { color: "#8a6d00", weight: 1, fillOpacity: 0.12, interactive: false };
  return L.geoJSON({ type: "FeatureCollection", features: empty }, { style });
}
