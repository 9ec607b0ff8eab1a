/**
 * showPlaces({mapElement, list, data, label, cooperative}) → {map, pins}: one notice's snapshot on a map, with its
 * numbered list. The server wrote the list's first places; the rest are made from the snapshot as they are needed.
 *
 * data: {snapshot: URL, colour: "#rrggbb" or null, notes: {position type: sentence}}.
 */
import { linkList } from "./list.js";
import { createMap } from "./map.js";
import { createPins } from "./pins/pins.js";
import { attributeList, tagPopup } from "./popups/popup.js";
import { element } from "../dom.js";

const COLOUR = "#0b50d0";
const CHUNK = 200;

export async function showPlaces({ mapElement, list, data, label, cooperative }) {
  const map = createMap(mapElement, { label, cooperative });
  const features = await load(data.snapshot);
  const colour = data.colour ?? COLOUR;
  const noted = (properties) => ({ ...properties, note: data.notes[properties.position_type] });
  const pins = createPins(map, {
    colour: () => colour,
    classes: (feature) => (data.notes[feature.properties.position_type] ? ["is-weak"] : []),
    popup: (feature) => tagPopup(noted(feature.properties)),
    onSelect: (feature) => rows.follow(feature),
  });
  const growing = growingList(list, features.map((feature) => noted(feature.properties)));
  const rows = linkList(list, pins, { itemOf: growing.itemOf });
  pins.setFeatures(features);
  pins.fit();
  return { map, pins };
}

async function load(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const { features } = await answer.json();
  return features.map((feature) => ({ ...feature, id: feature.properties.number }));
}

/** Adds places to `list` when its end comes near, or when the map asks for one further down. */
function growingList(list, places) {
  const first = Number(list.firstElementChild?.dataset.pin ?? 1);
  const shown = () => first + list.children.length - 1;
  const grow = (upTo) => list.append(...places.slice(shown(), upTo).map(placeItem));
  const end = element("div", { "aria-hidden": "true" });
  addEventListener("beforeprint", () => grow(places.length));
  const watcher = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    grow(shown() + CHUNK);
    if (shown() >= places.length) watcher.disconnect();
  }, { rootMargin: "600px" });
  list.after(end);
  watcher.observe(end);
  return {
    itemOf(number) {
      if (number > shown()) grow(Math.ceil(number / CHUNK) * CHUNK);
      return list.querySelector(`[data-pin="${Number(number)}"]`);
    },
  };
}

/** The same as templates/includes/place.html. */
function placeItem({ number, title, address, attributes, note }) {
  return element("li", { className: "place", id: `place-${number}`, "data-pin": number },
    element("span", { className: "place-number", text: number, "aria-hidden": "true" }),
    element("h3", { className: "place-title" }, element("button", { type: "button", text: title, "data-select": "" })),
    address && element("p", { className: "place-address", text: address }),
    attributes.length > 0 && attributeList(attributes),
    note && element("p", { className: "place-note", text: note }));
}
