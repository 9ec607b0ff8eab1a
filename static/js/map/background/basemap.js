/**
 * basemapLayer(settings, fontFamily, missing) → Leaflet layer: an XYZ service if the city set one, else the PMTiles file.
 * `missing()` is called when a tile can't be had.
 */
import { labelRules, LAND, paintRules } from "./style.js";

const ATTRIBUTION = "© OpenStreetMap contributors © OpenMapTiles";
// The file's deepest zoom; protomaps-leaflet draws it larger beyond.
const MAX_DATA_ZOOM = 14;

export function basemapLayer(settings, fontFamily, missing) {
  if (settings.tileUrl) return L.tileLayer(settings.tileUrl, { attribution: settings.tileAttribution, maxZoom: 19 }).on("tileerror", missing);
  const layer = protomapsL.leafletLayer({
    url: settings.pmtilesUrl,
    attribution: ATTRIBUTION,
    backgroundColor: LAND,
    paintRules: paintRules(),
    labelRules: labelRules(fontFamily),
    maxDataZoom: MAX_DATA_ZOOM,
    lang: "ko",
    // Canvas text does not wait for its font as HTML does.
    tasks: [document.fonts.load(`500 13px ${fontFamily}`, "서울특별시강남구종로한동길역")],
  });
  for (const view of layer.views.values()) tellWhenMissing(view, missing);
  redrawWithFonts(layer);
  return layer;
}

/** protomaps-leaflet draws a tile that it can't have as an empty one, and tells only the console. */
function tellWhenMissing(view, missing) {
  const { getDisplayTile } = view;
  view.getDisplayTile = async (tile) => {
    try {
      return await getDisplayTile.call(view, tile);
    } catch (error) {
      if (error.name !== "AbortError") missing();
      throw error;
    }
  };
}

/** The font comes in pieces by what is written: draw the labels again when a piece has arrived. */
function redrawWithFonts(layer) {
  let timer;
  document.fonts.addEventListener("loadingdone", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!layer._map) return;
      layer.clearLayout();
      layer.rerenderTiles();
    }, 120);
  });
}
