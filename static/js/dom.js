/** Building elements. Text goes in as text: what documents and people say is hostile. */

/**
 * element("p", {className, text, …properties}, …children) → the element. A property that this kind of element has is set as
 * one; any other name ("aria-label", "data-number") becomes an attribute. Without a value it is left out, as is a child.
 */
export function element(tag, { className = "", text = "", ...properties } = {}, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== "") node.textContent = text;
  for (const [name, value] of Object.entries(properties)) set(node, name, value);
  node.append(...children.filter(Boolean));
  return node;
}

/** A button that does `onClick`: a small quiet one, unless `className` says what else. */
export function button(text, onClick, { className = "krds-btn small tertiary", ...properties } = {}, ...children) {
  const node = element("button", { type: "button", className, text, ...properties }, ...children);
  node.addEventListener("click", onClick);
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined) return;
  if (name in node) node[name] = value;
  else node.setAttribute(name, value);
}
