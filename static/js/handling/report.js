/** One report: its place, the answer with template and preview, the brush, and whether somebody else changed it. */
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { call } from "../session/client.js";
import { startBrush } from "./brush.js";
import { reportPins } from "./pins.js";
import { gettext, interpolate } from "../words.js";

const WATCH_MS = 20_000;
const PREVIEW_MS = 400;
const page = document.getElementById("case");

function startMap() {
  const feature = JSON.parse(document.getElementById("feature").textContent);
  const form = page.querySelector("form input[name=action][value=change]")?.form;
  const small = matchMedia("(max-width: 767px)").matches;
  const map = createMap(document.getElementById("map"), { label: gettext("제보의 위치"), cooperative: small });
  const pins = reportPins(map, { popup: () => null, draggable: () => Boolean(form), onMove: (_feature, place) => move(form, place) });
  pins.setFeatures([feature]);
  pins.fit();
}

function move(form, { lng, lat }) {
  form.elements.lon.value = lng.toFixed(7);
  form.elements.lat.value = lat.toFixed(7);
  form.closest("details").open = true;
}

// -- the next step

const step = document.getElementById("step");

const target = () => step.querySelector("[name=status]:checked")?.value ?? "";

function offerTemplates() {
  const templates = JSON.parse(document.getElementById("templates").textContent);
  const select = document.getElementById("template");
  const fitting = templates.filter(({ status }) => !status || status === target());
  // Words of a template for another step, if nobody has touched them: ‘repaired’ must not go out with ‘duplicate’.
  const { note } = step.elements;
  const isNote = ({ text }) => text.replaceAll("\r\n", "\n") === note.value;
  if (templates.some(isNote) && !fitting.some(isNote)) note.value = "";
  select.replaceChildren(new Option(gettext("고르기…"), ""), ...fitting.map(({ name, text }) => new Option(name, text)));
  document.getElementById("template-field").hidden = !fitting.length;
}

/** ‘중복’ alone needs the report that this one repeats; its reporter gets words that name it. */
function askForLead() {
  const field = document.getElementById("lead-field");
  if (field) field.hidden = target() !== "duplicate";
}

async function preview() {
  const box = document.getElementById("preview");
  if (!target() || target() === "duplicate") return void (box.hidden = true);
  // What was previewed before says nothing about what is typed now.
  const typed = new FormData(step);
  typed.delete("files");
  const refused = document.getElementById("note-refused");
  const answer = await call(page.dataset.preview, { form: typed }).catch((error) => {
    // A placeholder that nobody fills is said while it is typed.
    refused.textContent = error.status === 400 ? error.message : "";
    return null;
  });
  if (answer) refused.textContent = "";
  refused.hidden = !refused.textContent;
  if (!answer) return void (box.hidden = true);
  const { subject, body } = answer;
  box.querySelector(".preview-subject").textContent = subject;
  box.querySelector(".preview-body").textContent = body;
  box.hidden = false;
}

let waiting;
function previewSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(preview, PREVIEW_MS);
}

function startStep() {
  if (!step) return;
  step.addEventListener("input", previewSoon);
  step.addEventListener("change", (event) => {
    if (event.target.name === "status") {
      offerTemplates();
      askForLead();
    }
    if (event.target.id !== "template" || !event.target.value) return;
    step.elements.note.value = event.target.value;
    previewSoon();
  });
  offerTemplates();
  askForLead();
  if (target()) preview();
}

// -- somebody else

async function watch() {
  if (document.hidden) return;
  const answer = await call(page.dataset.watch).catch(() => null);
  if (!answer) return;
  const { version, status } = answer;
  if (version === Number(page.dataset.version)) return;
  const notice = document.getElementById("changed");
  notice.textContent = interpolate(gettext("다른 사람이 이 제보를 바꾸었습니다. 지금 상태는 ‘%(status)s’입니다. 새로 고치면 보입니다."), { status });
  notice.hidden = false;
  clearInterval(watching);
}

const KEYS = {
  KeyA: () => step?.querySelector("textarea"),
  KeyM: () => openAct("note"),
  KeyG: () => openAct("assign"),
  KeyB: () => document.getElementById("back").click(),
};

function openAct(name) {
  const details = page.querySelector(`.act input[name=action][value=${name}]`)?.closest("details");
  if (details) details.open = true;
  return details?.querySelector("textarea, select");
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea, canvas");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.code]) return;
  event.preventDefault();
  KEYS[event.code]()?.focus();
});

standing(document.getElementById("map"), startMap);
startStep();
startBrush(document.getElementById("brush"));
const watching = setInterval(watch, WATCH_MS);
