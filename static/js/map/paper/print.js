/**
 * A map on paper: the view fits all that it shows, no pin stands in a cluster, and each number can be read: pins that would
 * cover each other move apart, with a line to their places.
 *
 *   followPrinting(map, basemap)   for every way to print; `basemap()` → a new layer of the picture below the pins
 *   printPage(map)                 first waits for that picture, which needs other tiles at the paper's scale; a browser's
 *                                  own menu can't wait: then the paper has what the screen had
 *   joinPrinting(map, pins)        pins.numbered() → [{id, latLng, number, colour}]; pins.hide(on); pins.bounds()
 *   changed(map)                   it shows something else now
 */
import { element } from "../../dom.js";
import { gettext } from "../../words.js";
import { FIT, keepPicture, onScreen, PAPER } from "./picture.js";

const joined = new WeakMap();
// Half of an A4 page between its margins; set here, since a page is measured before its styles for print count.
const STYLE = { ...PAPER, flex: "none", display: "block" };
const PATIENCE_MS = 2500;
// More than this on half a page can't be read anyhow.
const MOST = 600;
const PIN_PX = [11, 22];
// Which part of the map pins may cover.
const SHARE = 0.3;

export function joinPrinting(map, pins) {
  if (!joined.has(map)) joined.set(map, new Set());
  joined.get(map).add(pins);
}

export function followPrinting(map, basemap) {
  map.createPane("paper").style.zIndex = 210; // above the tiles, below lines, areas and pins
  if (!map.getContainer().closest(".no-print")) map.picture = keepPicture(map, basemap);
  const enter = () => (map.sheet ??= new Sheet(map, [...(joined.get(map) ?? [])]));
  const leave = () => {
    map.sheet?.remove();
    map.sheet = null;
  };
  addEventListener("beforeprint", enter);
  addEventListener("afterprint", leave);
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? enter() : leave()));
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.code !== "KeyP" || event.shiftKey || event.altKey) return;
    // Another map of this page prints it.
    if (event.defaultPrevented) return;
    event.preventDefault();
    printPage(map);
  });
  map.toPaper = enter;
}

export function changed(map) {
  const bounds = extent(joined.get(map) ?? []);
  if (bounds.isValid()) map.picture?.prepare(bounds);
}

function extent(layers) {
  return [...layers].reduce((all, layer) => all.extend(layer.bounds()), L.latLngBounds([]));
}

export async function printPage(map) {
  let timer;
  await Promise.race([map.picture?.ready(), new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)))]);
  clearTimeout(timer);
  map.toPaper();
  window.print();
}

/** What stands below the pins where no picture is ready: what the screen had, or the word that it is lacking. */
function standIn(screen) {
  if (screen) return screen;
  const note = L.control({ position: "topright" });
  note.onAdd = () => element("p", { className: "paper-note", text: gettext("배경 지도가 오기 전에 인쇄했습니다. 핀의 자리는 맞습니다.") });
  return note;
}

class Sheet {
  constructor(map, layers) {
    Object.assign(this, { map, layers, view: [map.getCenter(), map.getZoom()], drawn: L.layerGroup() });
    map.closePopup();
    const screen = onScreen(map);
    for (const [name, value] of Object.entries(STYLE)) map.getContainer().style.setProperty(name, value, "important");
    map.invalidateSize({ animate: false, pan: false });
    const bounds = extent(layers);
    if (bounds.isValid()) map.fitBounds(bounds, FIT);
    this.picture = map.picture?.overlay(map.getBounds()) ?? standIn(screen);
    this.picture.addTo(map);
    this.draw();
  }

  draw() {
    const pins = this.layers.flatMap((layer) => layer.numbered());
    if (!pins.length || pins.length > MOST) return;
    for (const layer of this.layers) layer.hide(true);
    const size = this.map.getSize();
    const width = Math.max(PIN_PX[0], Math.min(PIN_PX[1], Math.sqrt((size.x * size.y * SHARE) / pins.length)));
    const spots = pins.map(({ latLng }) => this.map.latLngToContainerPoint(latLng));
    apart(spots, width + 1, size).forEach((spot, i) => this.pin(pins[i], spots[i], spot, width));
    this.drawn.addTo(this.map);
  }

  pin({ latLng, number, colour }, place, spot, width) {
    const body = element("span", { text: number });
    body.style.setProperty("--pin", colour);
    body.style.setProperty("--size", `${Math.round(width * (number.length > 2 ? 0.42 : 0.52))}px`);
    const icon = L.divIcon({ className: "paper-pin", html: body, iconSize: [width, width] });
    const at = this.map.containerPointToLatLng(spot);
    if (place.distanceTo(spot) > width / 3) {
      this.drawn.addLayer(L.polyline([latLng, at], { color: colour, weight: 1, interactive: false }));
      this.drawn.addLayer(L.circleMarker(latLng, { radius: 2, color: colour, weight: 0, fillOpacity: 1, interactive: false }));
    }
    this.drawn.addLayer(L.marker(at, { icon, interactive: false, keyboard: false }));
  }

  remove() {
    this.drawn.remove();
    this.picture.remove();
    for (const layer of this.layers) layer.hide(false);
    for (const name of Object.keys(STYLE)) this.map.getContainer().style.removeProperty(name);
    this.map.invalidateSize({ animate: false, pan: false });
    this.map.setView(...this.view, { animate: false });
  }
}

/** Points (px) of which no two are nearer than `gap`, each near where it was, inside `size`: on a spiral around it. */
export function apart(points, gap, size) {
  const cells = new Map();
  const cell = (n) => Math.floor(n / gap);
  const free = ({ x, y }) => {
    for (let i = cell(x) - 1; i <= cell(x) + 1; i++) {
      for (let j = cell(y) - 1; j <= cell(y) + 1; j++) if (cells.get(`${i},${j}`)?.some((other) => other.distanceTo({ x, y }) < gap)) return false;
    }
    return true;
  };
  const inside = ({ x, y }) => x > gap / 2 && y > gap / 2 && x < size.x - gap / 2 && y < size.y - gap / 2;
  return points.map((point) => {
    const spot = spiral(point, gap / 2).find((place) => inside(place) && free(place)) ?? point;
    const key = `${cell(spot.x)},${cell(spot.y)}`;
    cells.set(key, [...(cells.get(key) ?? []), spot]);
    return spot;
  });
}

function spiral(point, step) {
  const places = [point];
  for (let ring = 1; ring <= 60; ring++) {
    const n = Math.ceil(ring * 6);
    for (let i = 0; i < n; i++) places.push(L.point(point.x + step * ring * Math.cos((i / n) * 2 * Math.PI), point.y + step * ring * Math.sin((i / n) * 2 * Math.PI)));
  }
  return places;
}
