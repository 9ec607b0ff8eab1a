/** The DOM markers of pins.js: what they look like is css/map.css's, what they are called is said here. */

import { element } from "../../dom.js";
import { interpolate, ngettext } from "../../words.js";

const SVG = "http://www.w3.org/2000/svg";
const DARK = "#1e2124";
const LIGHT = "#ffffff";

export function pinMarker(latLng, feature, options, choose) {
  const number = options.number(feature);
  const icon = options.icon?.(feature);
  // Written by css/map.css: the marker's name has it, in a sentence.
  const body = element("span", { className: "pin-body", "data-number": number || null }, icon && picture(icon));
  const colour = options.colour(feature);
  body.style.setProperty("--pin", colour);
  body.style.setProperty("--pin-text", textOn(colour));
  const classes = ["pin", icon ? "has-icon" : `pin-${Math.min(number.length, 4)}`, ...options.classes(feature)];
  const shape = L.divIcon({ className: classes.join(" "), html: body, iconSize: [30, 38], iconAnchor: [15, 38] });
  const marker = L.marker(latLng, { icon: shape, draggable: options.draggable(feature), riseOnHover: true });
  return asButton(marker, options.label(feature), choose);
}

/** A symbol of img/icons.svg by its address. */
function picture(address) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstChild.setAttribute("href", address);
  return svg;
}

export function clusterMarker(latLng, count, open, { className = "", name = "" } = {}) {
  const body = element("span", { "data-number": count.toLocaleString("ko") });
  const size = count < 10 ? 34 : count < 100 ? 40 : count < 1000 ? 48 : 56;
  const icon = L.divIcon({ className: `cluster ${className}`.trim(), html: body, iconSize: [size, size] });
  return asButton(L.marker(latLng, { icon }), interpolate(ngettext("%(name)s %(n)s곳 묶음, 눌러서 펼치기", "%(name)s %(n)s곳 묶음, 눌러서 펼치기", count), { name, n: count.toLocaleString("ko") }).trim(), open);
}

export function ringMarker(latLng) {
  const icon = L.divIcon({ className: "pin-ring", iconSize: [44, 44], iconAnchor: [22, 45] });
  return L.marker(latLng, { icon, interactive: false, keyboard: false });
}

/**
 * Leaflet makes markers focusable, but Enter and Space reach only those with a popup bound. `action(focus)`: true where
 * the keyboard chose it.
 */
function asButton(marker, label, action) {
  marker.on("click", () => action(false));
  marker.on("add", () => {
    const node = marker.getElement();
    node.setAttribute("aria-label", label);
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      action(true);
    });
  });
  return marker;
}

/** Black or white, whichever reads better on `colour` ("#rrggbb"): themes choose their colours freely. */
function textOn(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => (parseInt(colour.slice(i, i + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2 ? DARK : LIGHT;
}
