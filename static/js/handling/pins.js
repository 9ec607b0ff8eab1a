/** reportPins(map, options) → pins of reports, from what the handlers' views call a feature. */
import { createPins } from "../map/pins/pins.js";
import { tagPopup } from "../map/popups/popup.js";
import { gettext } from "../words.js";

export function reportPins(map, options = {}) {
  return createPins(map, {
    number: (feature) => String(feature.number ?? ""),
    label: ({ id, properties: { title, address, overdue } }) => `${title}, ${address}, ${id}${overdue ? `, ${gettext("기한 지남")}` : ""}`,
    colour: ({ properties }) => properties.colour,
    classes: ({ properties }) => (properties.overdue ? ["is-late"] : []),
    popup: ({ properties: { title, address, status, url } }) => tagPopup({ title, address, note: status }, { href: url, text: gettext("제보 열기") }),
    ...options,
  });
}
