/**
 * createMap(element, options) → L.Map: the site's map, with its basemap, bounds, controls and Korean labels.
 *
 *   const map = createMap(document.querySelector("#map"));
 *
 * Import it by a relative path only: the static manifest rewrites those to hashed names (in comments too, if they look
 * like import statements).
 *
 * Needs, before the module: Leaflet and protomaps-leaflet (globals L and protomapsL), css/map.css, and in the page
 * {{ map_settings|json_script:"map-settings" }} (from the context processor; options.settings replaces it).
 *
 * options
 *   label        accessible name of the map (default "지도")
 *   cooperative  true inside a page that scrolls: one finger and the bare wheel scroll the page, two fingers and
 *                Ctrl + wheel move the map, and a hint says so (default false)
 *   settings     {centre: [lat, lng], bounds: [south, west, north, east], tileUrl, tileAttribution, pmtilesUrl,
 *                districtsUrl}
 *   zoom         zoom to start with instead of the whole city
 *
 * The element needs a height of its own. Coordinates: Leaflet's [lat, lng] here, GeoJSON's [lng, lat] in features.
 */
import { basemapLayer } from "./background/basemap.js";
import { addDistrictNames } from "./background/districts.js";
import { shareGestures } from "./gestures.js";
import { lacksBasemap } from "./missing.js";
import { keepOrder } from "./pins/order.js";
import { followPrinting } from "./paper/print.js";
import { followSize } from "./sizes.js";
import { gettext, interpolate } from "../words.js";

export const MAX_ZOOM = 19;
const OUTSIDE_DEGREES = 0.15;

export function readSettings() {
  return JSON.parse(document.getElementById("map-settings").textContent);
}

export function createMap(element, options = {}) {
  const settings = options.settings ?? readSettings();
  const [south, west, north, east] = settings.bounds;
  const city = L.latLngBounds([south, west], [north, east]);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  keepOrder(element);
  const map = L.map(element, {
    attributionControl: false,
    zoomControl: false,
    maxZoom: MAX_ZOOM,
    minZoom: 9,
    maxBounds: L.latLngBounds([south - OUTSIDE_DEGREES, west - OUTSIDE_DEGREES], [north + OUTSIDE_DEGREES, east + OUTSIDE_DEGREES]),
    maxBoundsViscosity: 0.8,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    markerZoomAnimation: !calm,
  });
  followSize(map, element);
  if (options.zoom) map.setView(settings.centre, options.zoom);
  else map.fitBounds(city);
  addControls(map);
  const basemap = (missing = () => {}) => basemapLayer(settings, getComputedStyle(element).fontFamily, missing);
  addBasemap(map, settings, basemap);
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", interpolate(gettext("%(label)s. 화살표 키로 움직이고 더하기·빼기 키로 확대·축소합니다."), { label: options.label ?? gettext("지도") }));
  if (options.cooperative) shareGestures(map);
  followPrinting(map, basemap);
  return map;
}

/** Pins are worth having without the picture below them. */
function addBasemap(map, settings, basemap) {
  try {
    basemap(() => lacksBasemap(map)).addTo(map);
  } catch {
    lacksBasemap(map);
  }
  if (!settings.tileUrl) addDistrictNames(map, settings.districtsUrl).catch(() => {});
}

function addControls(map) {
  L.control.attribution({ prefix: false }).addTo(map);
  L.control.zoom({ position: "bottomright", zoomInTitle: gettext("확대"), zoomOutTitle: gettext("축소") }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
}
