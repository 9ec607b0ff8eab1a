/** The review screen: puts its parts together. */
import { get, isSending, settled } from "./api.js";
import { Actions } from "./actions.js";
import { bulkDialog } from "./bulk.js";
import { detailsForm } from "./details.js";
import { DocumentPane } from "./document.js";
import { element } from "../dom.js";
import { Filters } from "./filters.js";
import { listenToKeys } from "./keyboard.js";
import { List } from "./list.js";
import { startMapView } from "./mapview.js";
import { codeOf, Mentions, nameOf, STATES, stateOf } from "./mentions.js";
import { Panel } from "./panel.js";
import { Drawing } from "./adding/drawing.js";
import { nameDialog } from "./adding/naming.js";
import { SpanButton } from "./adding/spans.js";
import { dividers } from "./panes/dividers.js";
import { findInDocument } from "./panes/find.js";
import { suggestionsDialog } from "./suggestions/dialog.js";
import { showTab, tabs } from "./tabs.js";
import { tell } from "./toasts.js";
import { gettext, interpolate, ngettext } from "../words.js";

const root = document.querySelector(".review");
const find = (selector) => root.querySelector(selector);
const settings = JSON.parse(document.getElementById("review-settings").textContent);
const dialogs = { keys: find("#keys"), bulk: find("#bulk"), details: find("#details"), suggested: find("#suggested"), naming: find("#naming") };

const mentions = new Mentions();
const act = new Actions(mentions, settings);
const mapView = startMapView(find("#map"), find(".map-mode"), mentions, settings, {
  onPlace: (mention, point) => act.drop(mention, point),
  onCandidate: (index) => act.choose(index),
  onPick: () => showTab(root, "map"),
});
const pane = new DocumentPane(find(".document"), mentions, settings);
const list = new List(find(".mention-list"), find(".list-count"), mentions, settings);
const filters = new Filters(find(".filters"), mentions, settings, (shown) => list.show(shown));
const panel = new Panel(find(".pane-panel"), mentions, settings, { act, mapView });
act.connect({ list, panel, mapView });
tabs(root);
dividers(root);
detailsForm(dialogs.details, settings, { onRenamed: async () => mentions.load(await get(settings.mentions)) });
const focusFind = findInDocument(find(".document-find"), pane, settings);
const openBulk = bulkDialog(dialogs.bulk, { list, filters, settings, act });
const openSuggested = suggestionsDialog(dialogs.suggested, { list, settings, act });

// -- adding by hand

const spanButton = new SpanButton(find(".pane-document"), find(".document"), (span) => act.addSpan(span));
const askName = nameDialog(dialogs.naming, { settings, act, onLeave: (isAdded) => (isAdded ? drawing.stop() : drawing.goOn()) });
const drawing = new Drawing(mapView.map, find(".pane-map"), { onStart: () => (mapView.pick(false), showTab(root, "map")), onDrawn: askName });

/** What is marked in the document, else something on the map. */
const add = () => spanButton.press() || drawing.start();

// -- what is chosen

mentions.addEventListener("select", ({ detail: { mention } }) => {
  if (!list.shown.includes(mention)) filters.admit(mention);
  root.classList.add("has-chosen");
  history.replaceState(null, "", `#${mention.number}`);
  find("[data-announcement]").textContent = `${nameOf(mention)}, ${stateOf(mention, settings.grades)}`;
});

function step(by) {
  const mention = list.neighbour(by);
  if (mention) mentions.select(mention.number, "list");
}

// -- counts

function count() {
  const counted = Object.entries(STATES).map(([code, text]) => [code, text, mentions.count((mention) => codeOf(mention) === code)]);
  const parts = counted.filter(([code, , n]) => n || code !== "suggested");
  find(".review-counts").replaceChildren(...parts.map(([code, text, n]) => element("span", { className: `count is-${code}` }, `${text} `, element("b", { text: n.toLocaleString("ko") }))));
  const [, , suggested] = counted.find(([code]) => code === "suggested");
  const note = ngettext("장소일 수 있는 제안이 %(n)s개 있습니다. 목록의 ‘제안’에서 고릅니다.", "장소일 수 있는 제안이 %(n)s개 있습니다. 목록의 ‘제안’에서 고릅니다.", suggested);
  find("#suggested-note").textContent = suggested ? interpolate(note, { n: suggested.toLocaleString("ko") }) : "";
}

mentions.addEventListener("load", count);
mentions.addEventListener("change", count);

// -- buttons and keys

const open = (name) => () => dialogs[name].showModal();
const commands = { undo: () => act.undo(), bulk: openBulk, suggested: openSuggested, add: () => drawing.start(), details: open("details"), keys: open("keys") };
root.addEventListener("click", (event) => commands[event.target.closest("[data-do]")?.dataset.do]?.());
// A click beside a dialog closes it.
for (const dialog of Object.values(dialogs)) dialog.addEventListener("mousedown", (event) => event.target === dialog && dialog.close());

listenToKeys({
  j: () => step(1), k: () => step(-1),
  a: () => act.accept(), i: () => act.ignore(), x: () => act.notPlace(), o: () => act.reopen(), p: () => act.pick(), u: () => act.undo(),
  g: openBulk, s: () => (showTab(root, "list"), filters.toggleSuggested() || tell(gettext("남은 제안이 없습니다."))), n: add, d: open("details"), "?": open("keys"),
  "/": () => panel.focusSearch(),
  t: () => (showTab(root, "document"), focusFind()),
  f: () => (showTab(root, "list"), find("#filter-text").focus()),
  Escape: () => (mapView.pick(false), drawing.stop()),
  ...Object.fromEntries([..."123456789"].map((digit) => [digit, () => act.choose(Number(digit) - 1)])),
});

// Elsewhere the arrows scroll the document and move the map.
find(".mention-list").addEventListener("keydown", (event) => {
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
  find("[data-announcement]").textContent = find("#suggested-note").textContent;
} catch (error) {
  tell(error.message, { kind: "error" });
}
