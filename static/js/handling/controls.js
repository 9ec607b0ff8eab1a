/** The form's parts that the questions' editor is made of. */
import { element } from "../dom.js";

export const option = (words, value) => new Option(words, value);
export const text = (properties) => element("input", { className: "krds-input", type: "text", ...properties });

export function number(value) {
  return element("input", { className: "krds-input", type: "number", step: "any", value: value ?? "" });
}

export function select(options, value) {
  const made = element("select", { className: "krds-form-select" }, ...options.map(([each, words]) => option(words, each)));
  made.value = value;
  return made;
}

export function check(words, checked) {
  const box = element("input", { type: "checkbox", checked: Boolean(checked) });
  const label = element("label", { className: "choice" }, box, element("span", { text: words }));
  return { label, box };
}

export function labelled(id, words, control) {
  control.id = id;
  return group("act-field", element("label", { text: words, htmlFor: id }), control);
}

export const group = (className, ...nodes) => element("div", { className }, ...nodes);
