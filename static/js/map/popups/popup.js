/**
 * tagPopup({number, title, address, attributes: [[label, value]], note}, {href, text, newWindow}) → the node of a tag's popup.
 * Text only: nothing that a document says becomes markup. `note` says how exact the place is.
 */

import { element } from "../../dom.js";
import { gettext } from "../../words.js";

export function tagPopup({ number, title, address, attributes = [], note }, link) {
  return element("div", {},
    element("h3", { className: "popup-title", text: number ? `${number}. ${title}` : title }),
    address && element("p", { className: "popup-address", text: address }),
    attributes.length > 0 && attributeList(attributes),
    note && element("p", { className: "popup-note", text: note }),
    link && anchor(link));
}

export function attributeList(attributes) {
  const lines = attributes.flatMap(([label, value]) => [element("dt", { text: label }), element("dd", { text: value })]);
  return element("dl", { className: "attributes" }, ...lines);
}

function anchor({ href, text, newWindow }) {
  const elsewhere = newWindow ? { target: "_blank", rel: "noopener" } : {};
  const notice = newWindow && element("span", { className: "unseen", text: ` ${gettext("(새 창)")}` });
  return element("a", { className: "popup-link", text, href, ...elsewhere }, notice);
}
