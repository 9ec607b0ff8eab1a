/** Building elements. Text goes in as text: what documents say is hostile. */

import { gettext } from "../words.js";

export function element(tag, { className = "", text = "", ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(name, value);
  made.append(...children.filter(Boolean));
  return made;
}

export function button(text, onClick, { className = "krds-btn small tertiary", ...attributes } = {}, ...children) {
  const made = element("button", { type: "button", className, text, ...attributes }, ...children);
  made.addEventListener("click", onClick);
  return made;
}

export const key = (name) => element("kbd", { text: name, "aria-hidden": "true" });

export function distanceText(metres) {
  if (metres < 1) return gettext("같은 자리");
  return metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} km`;
}
