/** 문서에서 찾기: asks the server, since of a long document only what is in view exists here, and goes from find to find. */
import { get } from "../api.js";
import { gettext } from "../../words.js";

const TYPING_MS = 250;
const NAME = "document-find";

/** Answers how to enter the box. A document without text has none. */
export function findInDocument(form, pane, settings) {
  if (!form) return () => {};
  const input = form.querySelector("input");
  const count = form.querySelector("[data-find-count]");
  let records = [], at = -1, timer, asking;

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, TYPING_MS);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") leave();
  });
  for (const button of form.querySelectorAll("[data-find]")) button.addEventListener("click", () => step(Number(button.dataset.find)));

  async function ask() {
    clearTimeout(timer);
    asking?.abort();
    asking = new AbortController();
    const text = input.value.trim();
    try {
      const answer = text ? await get(`${settings.find}?${new URLSearchParams({ q: text })}`, { signal: asking.signal }) : { records: [] };
      [records, at] = [answer.records, -1];
      if (records.length) return await step(1);
      mark(null);
      count.textContent = text ? gettext("없음") : "";
    } catch (error) {
      if (error.name !== "AbortError") count.textContent = error.message;
    }
    return undefined;
  }

  async function step(by) {
    if (!records.length) return;
    at = (at + by + records.length) % records.length;
    count.textContent = `${(at + 1).toLocaleString("ko")}/${records.length.toLocaleString("ko")}`;
    mark(await pane.jumpTo(records[at], "center"));
  }

  function leave() {
    input.value = "";
    ask();
    input.blur();
  }

  /** Its letters within this line, where the browser can mark them without touching the document. */
  function mark(line) {
    if (!globalThis.Highlight) return;
    CSS.highlights.delete(NAME);
    if (line) CSS.highlights.set(NAME, new Highlight(...ranges(line, input.value.trim().toLowerCase())));
  }

  return () => input.focus();
}

function ranges(line, text) {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const matches = [];
  for (let node; text && (node = walker.nextNode()); ) {
    const written = node.data.toLowerCase();
    for (let at = written.indexOf(text); at >= 0; at = written.indexOf(text, at + text.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, Math.min(at + text.length, node.length));
      matches.push(range);
    }
  }
  return matches;
}
