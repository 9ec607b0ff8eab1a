/**
 * The basemap as it will stand on paper, drawn beforehand: the browser's own print menu waits for no tile, and the paper's
 * view needs other tiles than the screen's.
 *
 *   keepPicture(layer) → picture   `layer()` makes a new basemap layer
 *   picture.prepare(bounds)        soon, when the browser is idle: the picture of the paper's view that fits `bounds`
 *   picture.overlay(view)          → L.Layer that covers `view` (L.LatLngBounds), null where there is none yet
 */
import { element } from "../../dom.js";

export const PAPER = { width: "17cm", height: "12cm" };
export const FIT = { animate: false, padding: [28, 28], maxZoom: 17 };
// Maps whose pins follow the view (reports) change with each move; one drawing takes about 100 ms of a desk's machine.
const QUIET_MS = 1500;
const MOST_DENSITY = 2;

export const keepPicture = (layer) => new Picture(layer);

class Picture {
  constructor(layer) {
    Object.assign(this, { layer, canvas: null, bounds: null });
  }

  prepare(fitted) {
    clearTimeout(this.timer);
    const idle = window.requestIdleCallback ?? ((act) => act());
    this.timer = setTimeout(() => idle(() => this.draw(fitted).catch(console.warn)), QUIET_MS);
  }

  async draw(fitted) {
    const box = element("div", { className: "paper-draft", inert: true });
    Object.assign(box.style, PAPER);
    document.body.append(box);
    const options = { attributionControl: false, zoomControl: false, keyboard: false, fadeAnimation: false, zoomAnimation: false };
    const map = L.map(box, options).fitBounds(fitted, FIT);
    const layer = this.layer();
    const drawn = new Promise((resolve) => layer.once("load", resolve));
    layer.addTo(map);
    await drawn;
    [this.canvas, this.bounds] = [joined(box), map.getBounds()];
    map.remove();
    box.remove();
  }

  overlay(view) {
    if (!this.bounds?.pad(0.01).contains(view)) return null;
    return L.svgOverlay(this.canvas, this.bounds, { pane: "paper" });
  }
}

/** The tiles in `box` as one canvas. */
function joined(box) {
  const density = Math.min(MOST_DENSITY, Math.max(1, devicePixelRatio));
  const { left, top, width, height } = box.getBoundingClientRect();
  const canvas = element("canvas", { width: width * density, height: height * density });
  const pen = canvas.getContext("2d");
  pen.scale(density, density);
  for (const tile of box.querySelectorAll(".leaflet-tile")) {
    const at = tile.getBoundingClientRect();
    pen.drawImage(tile, at.left - left, at.top - top, at.width, at.height);
  }
  return canvas;
}
