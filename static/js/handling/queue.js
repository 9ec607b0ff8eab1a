/** The queue: list and map follow each other, many are chosen at once, and keys do what the mouse does. */
import { linkList } from "../map/list.js";
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { call } from "../session/client.js";
import { reportPins } from "./pins.js";
import { gettext, interpolate, ngettext } from "../words.js";

const page = document.getElementById("queue");
const list = document.getElementById("reports");
const small = matchMedia("(max-width: 767px)").matches;
const boxes = () => [...(list?.querySelectorAll("input[name=report]") ?? [])];

function startMap() {
  const map = createMap(document.getElementById("map"), { label: gettext("제보 지도"), cooperative: small });
  const pins = reportPins(map, { onSelect: (feature) => rows?.follow(feature) });
  const rows = list && linkList(list, pins, { item: "data-report", idOf: String });
  return pins;
}

async function fill(pins) {
  const { features } = await call(page.dataset.pins);
  pins.setFeatures(features);
  pins.fit();
}

function countChosen() {
  const chosen = boxes().filter((box) => box.checked).length;
  const all = document.getElementById("many-all");
  all.hidden = false;
  all.checked = chosen > 0 && chosen === boxes().length;
  document.getElementById("many-count").textContent = interpolate(ngettext("%(n)s건 고름", "%(n)s건 고름", chosen), { n: chosen });
  document.getElementById("many-bar").classList.toggle("is-idle", chosen === 0);
}

function watchChoice() {
  if (!list) return;
  list.addEventListener("change", countChosen);
  document.getElementById("many-all").addEventListener("change", ({ target }) => {
    for (const box of boxes()) box.checked = target.checked;
    countChosen();
  });
  countChosen();
}

function step(by) {
  const links = [...list.querySelectorAll("h2 a")];
  const here = links.findIndex((link) => link.closest("li").contains(document.activeElement));
  links[Math.min(Math.max(here + by, 0), links.length - 1)]?.focus();
}

function choose() {
  const box = document.activeElement.closest("[data-report]")?.querySelector("input[name=report]");
  if (!box) return;
  box.checked = !box.checked;
  countChosen();
}

// By the key's place: the Korean layout types ㅓ where J is.
const KEYS = { KeyJ: () => step(1), KeyK: () => step(-1), KeyX: choose, Slash: () => document.getElementById("id_q").focus() };

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !list || !KEYS[event.code]) return;
  event.preventDefault();
  KEYS[event.code]();
});

for (const select of document.querySelectorAll(".queue-filter select")) select.addEventListener("change", () => select.form.requestSubmit());
watchChoice();
await standing(document.getElementById("map"), () => fill(startMap()));
