/** The review screen: puts its parts together. */
import { get, isSending, settled } from "./api.js";
import { Actions } from "./actions.js";
import { detailsForm } from "./details.js";
import { DocumentPane } from "./document.js";
import { button, element } from "./dom.js";
import { Filters } from "./filters.js";
import { listenToKeys } from "./keyboard.js";
import { List } from "./list.js";
import { startMapView } from "./mapview.js";
import { DECISIONS, hasPlace, iconOf, Mentions, NEED } from "./mentions.js";
import { Panel } from "./panel.js";
import { showTab, tabs } from "./tabs.js";
import { tell } from "./toasts.js";
import { gettext, interpolate, ngettext } from "../words.js";

const root = document.querySelector(".review");
const find = (selector) => root.querySelector(selector);
const settings = JSON.parse(document.getElementById("review-settings").textContent);
const dialogs = { keys: find("#keys"), bulk: find("#bulk"), details: find("#details") };

const mentions = new Mentions();
const act = new Actions(mentions, settings);
const mapView = startMapView(find("#map"), find(".map-mode"), mentions, {
  onPlace: (mention, point) => act.drop(mention, point),
  onCandidate: (index) => act.choose(index),
  onPick: () => showTab(root, "map"),
});
const pane = new DocumentPane(find(".document"), mentions, settings);
const list = new List(find(".list"), find(".list-count"), mentions);
const filters = new Filters(find(".filters"), mentions, settings, (shown) => list.show(shown));
const panel = new Panel(find(".pane-panel"), mentions, settings, { act, mapView });
act.connect({ list, panel, mapView });
tabs(root);
detailsForm(dialogs.details, settings);

// -- what is chosen

mentions.addEventListener("select", ({ detail: { mention } }) => {
  if (!list.shown.includes(mention)) filters.admit(mention);
  root.classList.add("has-chosen");
  history.replaceState(null, "", `#${mention.number}`);
  const state = mention.decision === "open" ? settings.grades[mention.grade] : DECISIONS[mention.decision];
  find(".announcement").textContent = `${mention.text}, ${state}`;
});

function step(by) {
  const mention = list.neighbour(by);
  if (mention) mentions.select(mention.number, "list");
}

// -- counts

function count() {
  const decided = (decision) => mentions.count((mention) => mention.decision === decision).toLocaleString("ko");
  const parts = [[gettext("확인 전"), "open"], [gettext("수락"), "accepted"], [gettext("싣지 않음"), "ignored"], [gettext("장소 아님"), "not_place"]];
  find(".review-counts").replaceChildren(...parts.map(([text, decision]) => element("span", { className: `count is-${decision}` }, `${text} `, element("b", { text: decided(decision) }))));
  drawBulk();
}

function drawBulk() {
  const ready = (grade) => mentions.count((mention) => mention.grade === grade && mention.decision === "open" && hasPlace(mention));
  const lines = [...NEED].reverse().filter(ready).map((grade) =>
    element("li", {},
      element("span", { className: `badge grade-${grade}`, text: iconOf({ grade, decision: "open" }), "aria-hidden": "true" }),
      element("span", { className: "bulk-words", text: settings.grades[grade] }),
      button(interpolate(ngettext("%(n)s곳 수락", "%(n)s곳 수락", ready(grade)), { n: ready(grade).toLocaleString("ko") }), () => (dialogs.bulk.close(), act.acceptGrade(grade)), { className: "krds-btn small secondary", "data-grade": grade })));
  dialogs.bulk.querySelector(".bulk-grades").replaceChildren(...(lines.length ? lines : [element("li", { text: gettext("한꺼번에 수락할 곳이 없습니다.") })]));
}

mentions.addEventListener("load", count);
mentions.addEventListener("change", count);

// -- buttons and keys

const open = (name) => () => dialogs[name].showModal();
const commands = { undo: () => act.undo(), bulk: open("bulk"), details: open("details"), keys: open("keys") };
root.addEventListener("click", (event) => commands[event.target.closest("[data-do]")?.dataset.do]?.());
// A click beside a dialog closes it.
for (const dialog of Object.values(dialogs)) dialog.addEventListener("mousedown", (event) => event.target === dialog && dialog.close());

listenToKeys({
  j: () => step(1), k: () => step(-1),
  a: () => act.accept(), i: () => act.ignore(), x: () => act.notPlace(), o: () => act.reopen(), p: () => act.pick(), u: () => act.undo(),
  g: open("bulk"), d: open("details"), "?": open("keys"),
  "/": () => panel.focusSearch(),
  f: () => (showTab(root, "list"), find("#filter-text").focus()),
  Escape: () => mapView.pick(false),
  ...Object.fromEntries([..."123456789"].map((digit) => [digit, () => act.choose(Number(digit) - 1)])),
});

// Elsewhere the arrows scroll the document and move the map.
find(".list").addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  step(by);
});

find("#sheet")?.addEventListener("change", (event) => pane.jumpTo(Number(event.target.value)));

// -- leaving: what was decided must have arrived

find("[data-publish]")?.addEventListener("click", async (event) => {
  event.preventDefault();
  const { href } = event.currentTarget;
  await settled();
  location.assign(href);
});
window.addEventListener("beforeunload", (event) => isSending() && event.preventDefault());

// -- coming back to this window: what colleagues have decided meanwhile

document.addEventListener("visibilitychange", async () => {
  if (document.hidden || !mentions.fields) return;
  await settled();
  try {
    const now = await get(settings.mentions);
    if (!isSending()) mentions.load(now);
  } catch {
    // What is shown stays; the next decision tells of a lost connection.
  }
});

// -- start

try {
  mentions.load(await get(settings.mentions));
  const asked = mentions.get(Number(location.hash.slice(1)));
  if (asked) mentions.select(asked.number, "conflict");
} catch (error) {
  tell(error.message, { kind: "error" });
}
