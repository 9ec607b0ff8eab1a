/** The report form: everything typed is kept on this device at once, and sent when there is a network. */
import { showArea } from "./place/campaign_map.js";
import { contains } from "./place/area.js";
import { call, deviceId, newId, sentences } from "./calls.js";
import { createCoach } from "./hints/coach.js";
import { watchEmergency } from "./hints/emergency.js";
import { offerInstalling } from "./offline/install.js";
import { sendLater, workOffline } from "./offline/offline.js";
import { flush, keepSending } from "./offline/outbox.js";
import { createPhotos, stored } from "./photos.js";
import { createPlace, EXACT_ZOOM } from "./place/place.js";
import { createQuestions } from "./questions.js";
import { listQueue } from "./offline/queue.js";
import { showSent, showWaiting, listReceipts } from "./sent.js";
import { all, isKept, put, remove } from "./offline/store.js";
import { element } from "../dom.js";
import { gettext, interpolate } from "../words.js";

const SAVE_MS = 300;
const TEXT_FIELDS = ["text", "name", "email", "phone", "nickname", "rhythm", "website"];
const config = JSON.parse(document.getElementById("report-config").textContent);
const form = document.getElementById("report-form");
const campaign = config.campaign?.slug ?? "";
const $ = (id) => document.getElementById(id);
const box = $("form-errors");
// The complaint on the screen that goes once it is mended.
let said;
// Sent before what this device keeps was read: not by a plain POST, which would lose it.
let begin;
const ready = new Promise((resolve) => { begin = resolve; });
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await ready;
  send();
});
const asked = new URLSearchParams(location.search).get("draft");
const drafts = (await all("drafts")).filter((one) => one.state !== "queued" && one.campaign === campaign);
let draft = drafts.find((one) => one.client_id === asked) ?? drafts[0];
const restored = Boolean(draft);
draft ??= { client_id: newId(), state: "draft", campaign, fields: {}, photos: [] };

const photos = createPhotos({
  box: $("photo-list"), status: $("photo-said"), rules: config.rules, api: config.api,
  onChange: changed,
  onPlace: (at) => photoPlace(at),
});
const place = createPlace({ root: $("place"), urls: config, rules: config.rules, onChange: placed });
// As near as one can see it all, but not so near that the map's middle counts as chosen.
if (config.campaign?.area) showArea(place.map, config.campaign.area, EXACT_ZOOM - 1);
const questions = createQuestions({ box: $("questions"), onChange: changed, onPhotos: (files, key) => photos.add(files, key) });
const coach = createCoach({ box: $("coach"), api: config.api, rules: JSON.parse($("personal-rules").textContent), draft: coached, onMove: ({ lon, lat }) => usePhotoPlace(lon, lat), onJoin: join });

const emergency = watchEmergency({
  box: $("emergency"), rules: JSON.parse($("emergency-rules").textContent),
  read: () => ({ text: form.elements.text.value, words: config.categories[category()]?.emergency ?? [] }),
});

function placed() {
  if (place.value?.source !== "photo") $("place-source").textContent = "";
  changed();
}

/** A photo from elsewhere moves no pin: the map would stop at the city's edge, at a place that nobody meant. */
function photoPlace([lon, lat]) {
  if (!place.isInCity([lon, lat])) $("place-source").textContent = interpolate(gettext("사진에 적힌 위치: %(outside)s 위치는 지도나 주소로 골라 주세요."), { outside: config.rules.words.outside });
  else if (place.value) offerPhotoPlace(lon, lat);
  else usePhotoPlace(lon, lat);
}

function usePhotoPlace(lon, lat) {
  $("photo-place").hidden = true;
  place.set({ lon, lat, source: "photo" });
  $("place-source").textContent = gettext("사진에 적힌 위치입니다. 다르면 지도를 움직이거나 주소로 찾아 주세요.");
}

function offerPhotoPlace(lon, lat) {
  $("photo-place").hidden = false;
  $("photo-place").onclick = () => usePhotoPlace(lon, lat);
}

// -- what was typed

function category() {
  return form.querySelector("[name=category]:checked")?.value ?? "";
}

function gathered() {
  const fields = Object.fromEntries(TEXT_FIELDS.map((name) => [name, form.elements[name]?.value ?? ""]));
  const { lon, lat, source = "", address = "" } = place.value ?? {};
  return { ...fields, category: category(), answers: questions.answers(), lon, lat, place_source: source, address, invitation: config.invitation ?? "" };
}

let timer;
let mustStay = false;
function changed() {
  coach.look();
  emergency.look();
  if (said && complaint()?.[0] !== said) complain([]);
  clearTimeout(timer);
  timer = setTimeout(save, SAVE_MS);
}

async function save() {
  clearTimeout(timer);
  if (draft.state === "queued") return;
  Object.assign(draft, { fields: gathered(), photos: photos.list.map(stored) });
  await put("drafts", draft);
}

function coached() {
  const { text, nickname = "", answers, lon, lat, place_source } = gathered();
  if (lon === undefined && !text) return null;
  const words = [nickname, ...Object.values(answers).filter((answer) => typeof answer === "string")];
  return { category: category(), text, words, lon, lat, place_source, photos: photos.list.map(({ id }) => id).filter(Boolean) };
}

function showQuestions(answers) {
  questions.show(config.campaign?.questions ?? config.categories[category()]?.questions ?? [], answers);
}

function restore({ fields, photos: kept, errors }) {
  for (const name of TEXT_FIELDS) if (fields[name] && form.elements[name]) form.elements[name].value = fields[name];
  const chosen = form.querySelector(`[name=category][value="${CSS.escape(fields.category ?? "")}"]`);
  if (chosen) chosen.checked = true;
  showQuestions(fields.answers);
  if (fields.lon !== undefined) place.set({ lon: fields.lon, lat: fields.lat, source: fields.place_source, address: fields.address });
  photos.set(kept.map((photo) => ({ ...photo })));
  $("restored").hidden = false;
  if (errors) complain(Object.values(errors).flat());
}

// -- sending

/** Beside what is focused: below the form a phone would not show it. */
function complain(lines, focus) {
  focus?.();
  const place = focus && (document.activeElement.closest(".field") ?? document.activeElement.closest(".report-step > *"));
  (place ?? $("send")).before(box);
  box.replaceChildren(...lines.map((line) => element("p", { text: line })));
  box.hidden = !lines.length;
  if (lines.length && !focus) box.focus();
  said = focus && lines[0];
}

/** What the server would refuse in any case, in its own words (config.rules), said at once and where it is. */
function complaint() {
  const missing = questions.missing(photos.list);
  const { words } = config.rules;
  const text = form.elements.text.value.trim();
  if (!place.value) return [gettext("위치를 골라 주세요."), () => $("place-search").focus()];
  if (place.value.source === "district" && !text) return [words.spot, () => form.elements.text.focus()];
  const at = [place.value.lon, place.value.lat];
  if (place.value.outside || !place.isInCity(at)) return [words.outside, () => $("place-search").focus()];
  if (config.campaign?.area && !contains(config.campaign.area, ...at)) return [words.area, () => $("place-search").focus()];
  if (!campaign && !category()) return [words.category, () => form.querySelector("[name=category]").focus()];
  if (missing) return [interpolate(gettext("‘%(label)s’에 답해 주세요."), { label: missing.label }), missing.focus];
  if (!text && !photos.list.length && !Object.keys(questions.answers()).length) return [words.content, () => form.elements.text.focus()];
  const bad = [...form.elements].find((one) => !one.checkValidity());
  if (bad) return [`${bad.labels[0]?.textContent ?? ""}: ${bad.validationMessage}`, () => bad.focus()];
  return null;
}

async function send() {
  const wrong = complaint();
  complain(wrong ? [wrong[0]] : [], wrong?.[1]);
  if (wrong || !emergency.mayBeSent()) return;
  busy(true);
  await save();
  const title = config.categories[category()]?.name ?? config.campaign.title;
  Object.assign(draft, { state: "queued", title, errors: null, device: deviceId(), page: config.page });
  await put("drafts", draft);
  mustStay = !(await isKept());
  sendLater();
  if (navigator.onLine) await flush();
  else showWaiting(false, await isKept());
  listQueue(draft);
}

function busy(on) {
  const button = $("send");
  button.disabled = on;
  button.textContent = on ? gettext("보내는 중입니다…") : button.dataset.label;
}

async function join(report) {
  const { status, data } = await call(`${config.api}/reports/${report.number}/support`, { method: "POST" }).catch(() => ({}));
  if (status !== 200) return complain(sentences(data).length ? sentences(data) : [gettext("지금은 공감을 보낼 수 없습니다.")]);
  // A second press would take it back; this one was a first, or is made one.
  if (!data.supported) await call(`${config.api}/reports/${report.number}/support`, { method: "POST" });
  clearTimeout(timer);
  draft.state = "queued";
  await remove("drafts", draft.client_id);
  location.assign(`${report.url}#follow`);
}

async function startAnew() {
  clearTimeout(timer);
  await remove("drafts", draft.client_id);
  draft.state = "queued";
  location.reload();
}

const listeners = {
  onSent(receipt, sent) {
    mustStay = false;
    if (sent.client_id === draft.client_id) showSent(receipt, sent.notices ?? []);
    listReceipts();
    listQueue(draft);
  },
  async onWaiting(waiting, serverIsBusy) {
    if (waiting.client_id === draft.client_id) showWaiting(serverIsBusy, await isKept());
    listQueue(draft);
  },
  onRefused(one) {
    if (one.client_id === draft.client_id) reopen(one);
    listQueue(draft);
  },
};

/** What the server refused is on the screen again, as it was, with the reason. */
function reopen(one) {
  draft = one;
  busy(false);
  $("waiting").hidden = true;
  form.hidden = false;
  mustStay = false;
  complain([...Object.values(one.errors).flat(), ...(one.notices ?? [])]);
}

form.addEventListener("input", changed);
for (const input of form.querySelectorAll("[name=category]")) input.addEventListener("change", () => showQuestions(questions.answers()));
for (const input of form.querySelectorAll("[data-photos]")) {
  const take = () => {
    photos.add([...input.files]);
    input.value = "";
  };
  input.addEventListener("change", take);
  // Chosen while this module was still on its way.
  if (input.files.length) take();
}
$("start-anew").addEventListener("click", startAnew);
addEventListener("pagehide", save);
// Kept in this page's memory alone, it would go with the page.
addEventListener("beforeunload", (event) => mustStay && event.preventDefault());
if (restored) restore(draft);
else showQuestions({});
listReceipts();
listQueue(draft);
offerInstalling();
begin();
keepSending(config.api, listeners);
workOffline(config, () => { $("offline-ready").hidden = false; });
