/**
 * Pins that cover each other, of whatever layer of a map: whoever chooses one is asked which.
 *
 *   joinStacks(map, layer)            layer.places() → [[feature, [lat, lng]]], also of those that are in clusters
 *   stackAt(map, latLng)              [[layer, feature]] whose pins stand so near that they cover each other
 *   offerStack(map, latLng, choices, opener)   their names in a popup, to choose from; the first has the focus
 */
import { showPopup } from "../popups/popups.js";
import { button, element } from "../../dom.js";
import { gettext, interpolate, ngettext } from "../../words.js";

const layers = new WeakMap();
// A pin is 30 wide: of two that are nearer, one is covered by half or more.
const COVERED_PX = 16;
// So many names a popup can list; whoever has more on one spot finds the rest in the list beside the map.
const MOST = 500;

export function joinStacks(map, layer) {
  if (!layers.has(map)) layers.set(map, new Set());
  layers.get(map).add(layer);
}

export function leaveStacks(map, layer) {
  layers.get(map)?.delete(layer);
}

export function stackAt(map, latLng) {
  const spot = map.latLngToContainerPoint(latLng);
  const near = (place) => map.latLngToContainerPoint(place).distanceTo(spot) < COVERED_PX;
  return [...(layers.get(map) ?? [])].flatMap((layer) => layer.places().filter(([, place]) => near(place)).map(([feature]) => [layer, feature]));
}

export function offerStack(map, latLng, choices, opener) {
  const items = choices.slice(0, MOST).map(([layer, feature]) => {
    const select = (event) => layer.select(feature.id, { pan: false, focus: event.detail === 0, opener });
    return element("li", {}, button(layer.options.label(feature), select, { className: "" }));
  });
  const name = interpolate(ngettext("이 자리에 있는 %(n)s곳", "이 자리에 있는 %(n)s곳", choices.length), { n: choices.length.toLocaleString("ko") });
  const box = element("div", {},
    element("p", { className: "popup-title", text: name }),
    element("ul", { className: "popup-leaves" }, ...items));
  const focus = box.querySelector("button");
  return showPopup(map, latLng, box, { name: `${name}. ${gettext("하나를 고르세요.")}`, focus, opener, offset: [0, -10] });
}
