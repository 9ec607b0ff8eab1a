/**
 * tagPopup({number, title, address, attributes: [[label, value]], note}, {href, text, newWindow}) → the node of a tag's popup.
 * Text only: nothing that a document says becomes markup. `note` says how exact the place is.
 */

import { gettext } from "../words.js";

export function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export function tagPopup({ number, title, address, attributes = [], note }, link) {
  const box = element("div", "popup");
  box.append(element("h3", "popup-title", number ? `${number}. ${title}` : title));
  if (address) box.append(element("p", "popup-address", address));
  if (attributes.length) box.append(attributeList(attributes));
  if (note) box.append(element("p", "popup-note", note));
  if (link) box.append(anchor(link));
  return box;
}

export function attributeList(attributes) {
  const list = element("dl", "attributes");
  for (const [label, value] of attributes) list.append(element("dt", "", label), element("dd", "", value));
  return list;
}

function anchor({ href, text, newWindow }) {
  const link = element("a", "popup-link", text);
  link.href = href;
  if (newWindow) {
    Object.assign(link, { target: "_blank", rel: "noopener" });
    link.append(element("span", "unseen", ` ${gettext("(새 창)")}`));
  }
  return link;
}
