/** A campaign's form: its area on the map, its questions as cards, and beside them what citizens will see. */
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { createQuestions } from "../report/questions.js";
import { call } from "../session/client.js";
import { createArea } from "./area.js";
import { createDesigner } from "./designer.js";
import { gettext, interpolate, ngettext } from "../words.js";

const TYPING_MS = 200;
const LEAST_CONTRAST = 3;
const OUTLINE = { color: "#0b50d0", weight: 2, fillOpacity: 0.1, interactive: false };
const form = document.getElementById("campaign");
const design = JSON.parse(document.getElementById("design").textContent);
const $ = (id) => document.getElementById(id);

// -- area

// A map in a box without a size would not know what it shows.
for (const node of form.querySelectorAll("[data-needs-script]")) node.hidden = false;
const { map, outline, area } = (await standing($("map"), startMap)) ?? {};

function startMap() {
  const onMap = createMap($("map"), { label: gettext("참여지도의 구역"), cooperative: matchMedia("(max-width: 767px)").matches });
  const say = (words) => { $("area-said").textContent = words; };
  return { map: onMap, outline: L.geoJSON(null, { style: OUTLINE }), area: createArea({ map: onMap, field: form.elements.corners, tools: $("area-tools"), say, onChange() {} }) };
}

function chosenWay() {
  return form.querySelector("[name=area_by]:checked")?.value;
}

function showWay() {
  const way = chosenWay();
  for (const panel of form.querySelectorAll("[data-area]")) panel.hidden = panel.dataset.area !== way;
  if (way === "districts") countDistricts();
  if (map) showOnMap(way);
}

function showOnMap(way) {
  area.show(way === "drawn");
  outline.remove();
  if (way === "drawn") area.fit();
  if (way === "keep") showOutline(design.area);
  if (way === "districts") showDistricts();
}

function showOutline(geometry) {
  outline.clearLayers();
  if (!geometry) return;
  outline.addData(geometry).addTo(map);
  map.fitBounds(outline.getBounds(), { animate: false, padding: [24, 24] });
}

let asked = 0;
async function showDistricts() {
  const codes = [...form.querySelectorAll("[name=districts]:checked")].map(({ value }) => value);
  const turn = (asked += 1);
  if (!codes.length) return showOutline(null);
  const query = new URLSearchParams(codes.map((code) => ["code", code]));
  const outlined = await call(`${design.outline}?${query}`).catch((error) => void ($("area-said").textContent = error.message));
  if (turn !== asked || !outlined || chosenWay() !== "districts") return undefined;
  return showOutline(outlined);
}

function countDistricts() {
  for (const gu of form.querySelectorAll(".district-gu")) {
    const n = gu.querySelectorAll("input:checked").length;
    gu.querySelector(".district-count").textContent = n ? interpolate(ngettext("%(n)s곳 고름", "%(n)s곳 고름", n), { n }) : "";
  }
}

/** Only the districts whose name has these letters, opened. */
function findDistricts() {
  const wanted = $("district-find").value.trim();
  for (const gu of form.querySelectorAll(".district-gu")) {
    const whole = gu.dataset.gu.includes(wanted);
    for (const label of gu.querySelectorAll("label")) label.hidden = !whole && !label.textContent.includes(wanted);
    const any = [...gu.querySelectorAll("label")].some((label) => !label.hidden);
    gu.hidden = !any;
    gu.open = Boolean(wanted) && any;
  }
}

function startArea() {
  for (const radio of form.querySelectorAll("[name=area_by]")) radio.addEventListener("change", showWay);
  for (const box of form.querySelectorAll("[name=districts]")) box.addEventListener("change", showWay);
  $("district-find").addEventListener("input", findDistricts);
  form.elements.corners.addEventListener("change", () => area?.fit());
  showWay();
}

// -- what citizens will see

const preview = createQuestions({ box: $("preview-questions"), onChange() {}, onPhotos() {} });
let timer;

function showPreview(questions) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const asking = questions.filter(({ retired, label }) => !retired && label);
    preview.show(asking.map((question) => ({ ...question, choices: question.choices?.filter(({ retired }) => !retired) })), preview.answers());
    $("preview-none").hidden = asking.length > 0;
  }, TYPING_MS);
}

function showWords() {
  $("preview-title").textContent = form.elements.title.value || gettext("제목");
  $("preview-summary").textContent = form.elements.summary.value;
  $("preview-text").textContent = form.elements.text_label.value || gettext("내용");
  $("preview-thanks").textContent = form.elements.thanks.value || gettext("알려 주셔서 고맙습니다. 담당 부서가 확인합니다.");
  showLook();
}

function showLook() {
  const icon = form.querySelector("[name=icon]:checked");
  const colour = form.elements.colour.value;
  $("preview-icon").querySelector("rect").setAttribute("fill", colour);
  if (icon) $("preview-icon").querySelector("use").setAttribute("href", icon.dataset.address);
  const weak = contrastToWhite(colour) < LEAST_CONTRAST;
  $("colour-said").textContent = weak ? gettext("지도에서 잘 보이지 않는 색입니다. 더 진한 색을 골라 주세요.") : "";
}

function contrastToWhite(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

const designer = createDesigner({
  list: $("questions"), add: $("add-question"), said: $("questions-said"),
  questions: JSON.parse(form.elements.questions.value || "[]"), answered: design.answered, onChange: showPreview,
});
form.addEventListener("input", showWords);
form.addEventListener("submit", () => { form.elements.questions.value = JSON.stringify(designer.read()); });
showWords();
startArea();
