/** A campaign's form: its area on the map, and its questions as lines that become the JSON the server checks. */
import { createMap, readSettings } from "../map/map.js";

const KINDS = { text: "글", number: "숫자", choice: "고르기", yesno: "예·아니요", scale: "점수(1~5)", photo: "사진" };
const form = document.getElementById("campaign");
const lines = document.getElementById("questions");
const questions = JSON.parse(form.elements.questions.value || "[]");

// -- area

const map = createMap(document.getElementById("map"), { label: "참여지도의 구역", cooperative: true });
let box;

function drawBox([west, south, east, north]) {
  box?.remove();
  box = L.rectangle([[south, west], [north, east]], { color: "#0b50d0", weight: 3, fillOpacity: 0.08, interactive: false }).addTo(map);
}

function takeView() {
  // The map's edge itself could not be seen.
  const view = map.getBounds().pad(-0.08);
  const [south, west, north, east] = readSettings().bounds;
  const sides = [Math.max(view.getWest(), west), Math.max(view.getSouth(), south), Math.min(view.getEast(), east), Math.min(view.getNorth(), north)];
  form.elements.box.value = sides.map((side) => side.toFixed(6)).join(",");
  form.elements.gu.value = "";
  form.elements.whole.checked = false;
  drawBox(sides);
  document.getElementById("area-hint").textContent = "구역을 정했습니다. 저장하면 바뀝니다.";
}

function startArea() {
  document.getElementById("area-tools").hidden = false;
  document.getElementById("draw").addEventListener("click", takeView);
  form.elements.gu.addEventListener("change", () => (form.elements.box.value = ""));
  // What was drawn before the server found something else to mend.
  const extent = (form.elements.box.value || form.dataset.area).split(",").map(Number);
  if (extent.length !== 4) return;
  drawBox(extent);
  map.fitBounds(box.getBounds(), { animate: false, padding: [24, 24] });
}

// -- questions

function labelled(control, label) {
  control.setAttribute("aria-label", label);
  return control;
}

function input(value, label) {
  const made = labelled(document.createElement("input"), label);
  Object.assign(made, { className: "krds-input", value, placeholder: label, maxLength: 300 });
  return made;
}

function select(value) {
  const made = labelled(document.createElement("select"), "답의 종류");
  made.className = "krds-form-select";
  made.append(...Object.entries(KINDS).map(([kind, name]) => new Option(name, kind)));
  made.value = value;
  return made;
}

function check(checked, text) {
  const label = document.createElement("label");
  const made = Object.assign(document.createElement("input"), { type: "checkbox", checked });
  label.append(made, ` ${text}`);
  return { label, box: made };
}

const choicesOf = (question) => (question.choices ?? []).map(({ label }) => label).join(", ");

function addLine(question) {
  const line = document.createElement("div");
  line.className = "question";
  const fields = { label: input(question.label ?? "", "질문"), kind: select(question.kind ?? "text"), choices: input(choicesOf(question), "보기(쉼표로)") };
  const required = check(Boolean(question.required), "꼭");
  const remove = Object.assign(document.createElement("button"), { type: "button", className: "krds-btn xsmall tertiary", textContent: "빼기" });
  remove.addEventListener("click", () => line.remove());
  const showChoices = () => (fields.choices.disabled = fields.kind.value !== "choice");
  fields.kind.addEventListener("change", showChoices);
  showChoices();
  line.append(fields.label, fields.kind, fields.choices, required.label, remove);
  line.read = () => read(question, fields, required.box.checked);
  lines.append(line);
  return fields.label;
}

/** What the lines don't show (help, shown_when, values that answers name already) stays as it was. */
function read(before, fields, required) {
  const question = { ...before, label: fields.label.value.trim(), kind: fields.kind.value, required };
  question.key ??= freeKey();
  delete question.choices;
  if (question.kind === "choice") question.choices = choices(before.choices ?? [], fields.choices.value);
  return question;
}

function choices(before, text) {
  const known = new Map(before.map(({ label, value }) => [label, value]));
  const used = new Set(known.values());
  const free = () => {
    let n = 1;
    while (used.has(`c${n}`)) n += 1;
    used.add(`c${n}`);
    return `c${n}`;
  };
  const labels = [...new Set(text.split(",").map((label) => label.trim()).filter(Boolean))];
  return labels.map((label) => ({ value: known.get(label) ?? free(), label }));
}

const keys = new Set(questions.map(({ key }) => key));
function freeKey() {
  let n = 1;
  while (keys.has(`q${n}`)) n += 1;
  keys.add(`q${n}`);
  return `q${n}`;
}

questions.forEach(addLine);
const add = document.getElementById("add-question");
add.hidden = false;
add.addEventListener("click", () => addLine({}).focus());
form.addEventListener("submit", () => {
  const read = [...lines.children].map((line) => line.read()).filter(({ label }) => label);
  form.elements.questions.value = JSON.stringify(read);
});
startArea();
