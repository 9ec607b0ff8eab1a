/**
 * showPlaces({mapElement, list, data, label, cooperative}) → {map, pins}: one notice's snapshot on a map, with its
 * numbered list. The server wrote the list's first places; the rest are made from the snapshot as they are needed.
 *
 * data: {snapshot: URL, colour: "#rrggbb" or null, notes: {position type: sentence}}.
 */
import { linkList } from "./list.js";
import { createMap } from "./map.js";
import { createPins } from "./pins.js";
import { element, attributeList, tagPopup } from "./popup.js";

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
  const end = element("div", "places-end");
  addEventListener("beforeprint", () => grow(places.length));
  const watcher = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    grow(shown() + CHUNK);
    if (shown() >= places.length) watcher.disconnect();
  }, { rootMargin: "600px" });
  end.setAttribute("aria-hidden", "true");
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
  const item = element("li", "place");
  item.dataset.pin = number;
  item.id = `place-${number}`;
  const badge = element("span", "place-number", number);
  badge.setAttribute("aria-hidden", "true");
  const heading = element("h3", "place-title");
  const button = element("button", "", title);
  button.type = "button";
  button.dataset.select = "";
  heading.append(button);
  item.append(badge, heading);
  if (address) item.append(element("p", "place-address", address));
  if (attributes.length) item.append(attributeList(attributes));
  if (note) item.append(element("p", "place-note", note));
  return item;
}
