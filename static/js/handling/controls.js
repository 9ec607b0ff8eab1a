/** The form's parts that the questions' editor is made of. */
import { element } from "../map/popup.js";

export const option = (words, value) => new Option(words, value);
export const text = (properties) => Object.assign(element("input", "krds-input"), { type: "text" }, properties);

export function number(value) {
  return Object.assign(element("input", "krds-input"), { type: "number", step: "any", value: value ?? "" });
}

export function select(options, value) {
  const made = element("select", "krds-form-select");
  made.append(...options.map(([each, words]) => option(words, each)));
  made.value = value;
  return made;
}

export function check(words, checked) {
  const label = element("label", "choice");
  const box = Object.assign(element("input"), { type: "checkbox", checked: Boolean(checked) });
  label.append(box, element("span", "", words));
  return { label, box };
}

export function button(words, action) {
  const made = Object.assign(element("button", "krds-btn small tertiary", words), { type: "button" });
  made.addEventListener("click", action);
  return made;
}

export function labelled(id, words, control) {
  const label = Object.assign(element("label", "", words), { htmlFor: id });
  control.id = id;
  return group("act-field", label, control);
}

export function group(className, ...nodes) {
  const made = element("div", className);
  made.append(...nodes);
  return made;
}
