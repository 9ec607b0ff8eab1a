/**
 * Forms that wait for their owner to sign in again outlive a reload: what was typed is kept in the tab's storage, under
 * its owner's number, from the end of the session on, and is back in its fields when the page is opened again.
 *
 * No files, passwords or hidden fields: the page itself knows those, or they must be given anew.
 */
import { whoAmI } from "./client.js";
import { gettext } from "../words.js";

const KEY = `maptag-drafts-${whoAmI.user}${location.pathname}`;
const UNKEPT = ["file", "password", "hidden", "submit", "button"];
let isOut = false;

export function keepDrafts(say) {
  document.addEventListener("maptag:signed-out", () => {
    isOut = true;
    keep();
  });
  document.addEventListener("maptag:signed-in", () => {
    isOut = false;
    forget();
  });
  document.addEventListener("input", () => isOut && keep());
  document.addEventListener("change", () => isOut && keep());
  if (restore()) say(gettext("로그인이 끝나기 전에 쓰시던 내용을 되살렸습니다."));
}

const forms = () => [...document.forms].filter((form) => form.getAttribute("method")?.toLowerCase() !== "get");
const fields = (form) => [...form.elements].filter(({ name, type }) => name && !UNKEPT.includes(type));
const isChoice = ({ type }) => type === "checkbox" || type === "radio";

function isTouched(field) {
  if (isChoice(field)) return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

/** [[form's place on the page, [value or whether it is checked, field by field]]] of the forms that somebody touched. */
function typed() {
  return forms().map((form, i) => [i, fields(form)]).filter(([, list]) => list.some(isTouched)).map(([i, list]) => [i, list.map((field) => [field.name, valueOf(field)])]);
}

function valueOf(field) {
  if (isChoice(field)) return field.checked;
  return field.multiple ? [...field.selectedOptions].map(({ value }) => value) : field.value;
}

function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(typed()));
  } catch {
    // Full or forbidden: then it lasts as long as the page.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

function restore() {
  let drafts = [];
  try {
    drafts = JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return false;
  }
  forget();
  const all = forms();
  return drafts.map(([i, values]) => all[i] && fill(all[i], values)).some(Boolean);
}

/** Into a form of the same fields only: the page may be another one by now. */
function fill(form, values) {
  const list = fields(form);
  if (list.length !== values.length || list.some(({ name }, i) => name !== values[i][0])) return false;
  list.forEach((field, i) => put(field, values[i][1]));
  form.closest("details")?.setAttribute("open", "");
  return true;
}

function put(field, value) {
  if (valueOf(field) === value) return;
  if (isChoice(field)) field.checked = value;
  else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
}
