/** A type-ahead for addresses, roads and places: a text box with its list, as ARIA's combobox pattern has it. */
import { get } from "./api.js";
import { element } from "../dom.js";
import { gettext } from "../words.js";

const TYPING_MS = 150;

/** `query` stands in the box from the start: what the document says; it is asked for when the box is entered. */
export function searchBox({ url, query: first = "", centre, onPeek, onChoose }) {
  const input = element("input", {
    type: "search", value: first, className: "krds-input small", id: "place-search", role: "combobox", autocomplete: "off", maxlength: 100,
    placeholder: gettext("주소나 장소 찾기"), "aria-label": gettext("주소나 장소 찾기"), "aria-controls": "place-results", "aria-expanded": "false", "aria-autocomplete": "list",
  });
  const results = element("ul", { className: "results", id: "place-results", role: "listbox", "aria-label": gettext("찾은 주소와 장소") });
  const told = element("p", { className: "results-told", role: "status" });
  let found = [], active = -1, timer, asking;

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, TYPING_MS);
  });
  input.addEventListener("focus", () => {
    input.select();
    if (!found.length) ask();
  });
  input.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.isComposing) return;
    if (event.key in moves) move(moves[event.key], event);
    else if (event.key === "Enter") choose(Math.max(active, 0), event);
    else if (event.key === "Escape") leave(event);
  });

  async function ask() {
    const query = input.value.trim();
    asking?.abort();
    asking = new AbortController();
    if (!query) return show([], "");
    const { lng, lat } = centre();
    const params = new URLSearchParams({ q: query, lon: lng.toFixed(6), lat: lat.toFixed(6) });
    try {
      const answer = await get(`${url}?${params}`, { signal: asking.signal });
      show(answer.results, answer.results.length ? "" : gettext("찾은 곳이 없습니다. 길 이름이나 건물 번호를 바꾸어 보세요."));
    } catch (error) {
      if (error.name !== "AbortError") show([], error.message);
    }
  }

  function show(list, message) {
    [found, active] = [list, -1];
    told.textContent = message;
    results.replaceChildren(...found.map(option));
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  function option(result, i) {
    const made = element("li", { className: "result", role: "option", id: `result-${i}`, "aria-selected": "false" },
      element("span", { className: "result-title", text: result.title }), element("span", { className: "result-other", text: result.other }));
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", (event) => choose(i, event));
    made.addEventListener("mouseenter", () => onPeek(result));
    return made;
  }

  function move(step, event) {
    event.preventDefault();
    if (!found.length) return;
    active = (active + step + found.length) % found.length;
    [...results.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    results.children[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `result-${active}`);
    onPeek(found[active]);
  }

  function choose(i, event) {
    event.preventDefault();
    if (found[i]) onChoose(found[i]);
  }

  function leave(event) {
    event.stopPropagation();
    input.value = first;
    show([], "");
    input.blur();
  }

  return element("div", {}, input, told, results);
}
