/**
 * The basemap as it will stand on paper, drawn beforehand: the browser's own print menu waits for no tile, and the paper's
 * view needs other tiles than the screen's.
 *
 *   keepPicture(map, layer) → picture   `layer()` makes a new basemap layer
 *   picture.prepare(bounds)        soon, when the browser is idle: the picture of the paper's view that fits `bounds`
 *   picture.ready()                → promise: what was to be prepared is drawn, or can't be had
 *   picture.overlay(view)          → L.Layer that covers `view` (L.LatLngBounds), null where there is none yet
 *   onScreen(map)                  → L.Layer of what of the basemap has come to the screen, null where nothing has
 */
import { element } from "../../dom.js";

export const PAPER = { width: "17cm", height: "12cm" };
export const FIT = { animate: false, padding: [28, 28], maxZoom: 17 };
// Maps whose pins follow the view (reports) change with each move; one drawing takes about 100 ms of a desk's machine.
const QUIET_MS = 1500;
// Whoever opens a page waits for its map, not for its paper; but not longer than this.
const SCREEN_FIRST_MS = 3000;
const GIVE_UP_MS = 10000;
const MOST_DENSITY = 2;

export const keepPicture = (map, layer) => new Picture(map, layer);

class Picture {
  constructor(map, layer) {
    // The limits move the view of a wide paper: without them the picture would be of another.
    const { maxBounds, minZoom, maxZoom } = map.options;
    Object.assign(this, { layer, limits: { maxBounds, minZoom, maxZoom }, canvas: null, bounds: null, drawing: Promise.resolve() });
    this.screen = new Promise((resolve) => {
      setTimeout(resolve, SCREEN_FIRST_MS);
      map.eachLayer((shown) => shown instanceof L.GridLayer && shown.once("load", resolve));
    });
  }

  prepare(fitted) {
    clearTimeout(this.timer);
    this.fitted = fitted;
    if (this.begun) this.timer = setTimeout(() => this.begin(), QUIET_MS);
    else this.screen.then(() => this.begin());
    this.begun = true;
  }

  begin() {
    if (!this.fitted) return;
    const fitted = this.fitted;
    this.fitted = null;
    const idle = new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
    this.drawing = idle.then(() => this.draw(fitted)).catch(console.warn);
  }

  ready() {
    clearTimeout(this.timer);
    this.begin();
    return this.drawing;
  }

  async draw(fitted) {
    const box = element("div", { className: "paper-draft", inert: true });
    Object.assign(box.style, PAPER);
    document.body.append(box);
    const options = { ...this.limits, attributionControl: false, zoomControl: false, keyboard: false, fadeAnimation: false, zoomAnimation: false };
    const map = L.map(box, options).fitBounds(fitted, FIT);
    try {
      const layer = this.layer();
      const drawn = new Promise((resolve, reject) => (layer.once("load", resolve), setTimeout(reject, GIVE_UP_MS, "no basemap")));
      layer.addTo(map);
      await drawn;
      [this.canvas, this.bounds] = [joined(box), map.getBounds()];
    } finally {
      map.remove();
      box.remove();
    }
  }

  overlay(view) {
    if (!this.bounds?.pad(0.01).contains(view)) return null;
    return L.svgOverlay(this.canvas, this.bounds, { pane: "paper" });
  }
}

export function onScreen(map) {
  if (!map.getPane("tilePane").querySelector(".leaflet-tile-loaded")) return null;
  return L.svgOverlay(joined(map.getContainer()), map.getBounds(), { pane: "paper" });
}

/** The tiles in `box` that have come, as one canvas. */
function joined(box) {
  const density = Math.min(MOST_DENSITY, Math.max(1, devicePixelRatio));
  const { left, top, width, height } = box.getBoundingClientRect();
  const canvas = element("canvas", { width: width * density, height: height * density });
  const pen = canvas.getContext("2d");
  pen.scale(density, density);
  for (const tile of box.querySelectorAll(".leaflet-tile-loaded")) {
    const at = tile.getBoundingClientRect();
    pen.drawImage(tile, at.left - left, at.top - top, at.width, at.height);
  }
  return canvas;
}
