/**
 * A shared room: map and timeline follow what all its departments do, and what is written here is lost by nobody.
 * The log is an ARIA log: lines that are added are read out. Nothing is asked while the page is hidden.
 */
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { tagPopup } from "../map/popups/popup.js";
import { call } from "../session/client.js";
import { send as keepSending } from "../session/unsent.js";
import { reportPins } from "./pins.js";
import { gettext, interpolate } from "../words.js";

const EVERY_MS = 5000;
const SLOWEST_MS = 60_000;
const page = document.getElementById("room");
const told = JSON.parse(document.getElementById("room-data").textContent);
const lines = document.getElementById("lines");
const form = document.getElementById("say");
const known = new Set([...lines.children].map((line) => line.dataset.key));

// -- map

const mapElement = document.getElementById("map");
const { map, pins } = (await standing(mapElement, startMap)) ?? {};
let spot;

function startMap() {
  const onMap = createMap(mapElement, { label: gettext("상황 지도"), cooperative: matchMedia("(max-width: 767px)").matches });
  const reports = reportPins(onMap, { label: labelOf, popup: popupOf });
  reports.setFeatures(told.features);
  reports.fit();
  return { map: onMap, pins: reports };
}

function labelOf({ id, properties: { title, address, status, note } }) {
  return note ? interpolate(gettext("메모: %(title)s"), { title }) : `${title}, ${status}, ${address}, ${id}`;
}

function popupOf({ properties: { title, address, status, url, note } }) {
  return note ? tagPopup({ title, address }) : tagPopup({ title, address, note: status }, { href: url, text: gettext("제보 열기") });
}

lines.addEventListener("click", ({ target }) => {
  const id = target.closest("[data-show]")?.dataset.show;
  if (!id || !pins) return;
  pins.select(id);
  mapElement.scrollIntoView({ block: "nearest" });
});

// -- news

let wait = EVERY_MS;
let timer;

async function ask() {
  clearTimeout(timer);
  if (document.hidden || told.closed) return;
  const query = new URLSearchParams({ state: told.state, map: told.map, since: told.since });
  let failure = null;
  try {
    const news = await call(`${page.dataset.news}?${query}`);
    if (news) take(news);
  } catch (error) {
    failure = error;
  }
  wait = failure ? Math.min(wait * 2, SLOWEST_MS) : EVERY_MS;
  if (told.closed) return;
  sayLost(failure ? whyLost(failure) : "");
  if (failure?.status !== 404) timer = setTimeout(ask, wait);
}

function whyLost({ status, message }) {
  if (status === 404) return gettext("이 상황방을 더 볼 수 없습니다. 우리 부서가 빠졌거나 지워진 방입니다.");
  if (status === 401) return message;
  return gettext("연결이 끊겼습니다. 다시 이어지면 그 사이의 소식이 함께 보입니다.");
}

function take(news) {
  Object.assign(told, news);
  for (const line of news.lines.reverse()) addLine(line);
  showSituation(news.situation);
  showHere();
  document.getElementById("seats").innerHTML = news.seats;
  if (news.features) {
    pins?.setFeatures(news.features);
    document.getElementById("reports").innerHTML = news.reports;
    document.getElementById("reports-count").textContent = news.features.filter(({ properties }) => !properties.note).length;
  }
  if (news.closed) end();
}

/** Read-only from now on; but not over words that somebody is just writing. */
function end() {
  if (!form?.elements.text.value) return void location.reload();
  sayLost(gettext("다른 사람이 이 상황을 마쳤습니다. 쓰시던 글은 더 남길 수 없으니, 필요하면 옮겨 두고 새로 고쳐 주세요."));
}

/** The server's markup, in which every word that somebody typed is escaped. */
function addLine({ key, html }) {
  if (known.has(key)) return;
  known.add(key);
  lines.insertAdjacentHTML("afterbegin", html);
  lines.firstElementChild.classList.add("is-new");
}

function showSituation(said) {
  const box = document.getElementById("situation");
  if (!said || box.querySelector(".situation-text").textContent === said.text) return;
  box.querySelector(".situation-text").textContent = said.text;
  box.querySelector(".event-by").textContent = said.by;
  box.hidden = false;
}

function showHere() {
  const box = document.getElementById("here");
  box.hidden = told.here.length === 0;
  box.querySelector("strong").textContent = told.here.join(", ");
}

function sayLost(text) {
  const box = document.getElementById("lost");
  if (box.textContent !== text) box.textContent = text;
  box.hidden = !text;
}

// -- writing

const said = document.getElementById("said");

function startWriting() {
  renew();
  form.addEventListener("submit", send);
  form.elements.text.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.requestSubmit());
  if (map) offerSpot();
}

function offerSpot() {
  const pick = document.getElementById("pick");
  const centre = document.getElementById("pick-centre");
  pick.hidden = centre.hidden = false;
  pick.addEventListener("click", () => (spot ? forget() : picking(pick.getAttribute("aria-pressed") !== "true")));
  centre.addEventListener("click", () => choose(map.getCenter()));
  map.on("click", ({ latlng }) => pick.getAttribute("aria-pressed") === "true" && choose(latlng));
}

/** The same words sent twice, because the first answer was lost, become one line. */
function renew() {
  form.elements.client_id.value = crypto.randomUUID?.() ?? "";
}

function picking(on) {
  document.getElementById("pick").setAttribute("aria-pressed", on);
  mapElement.classList.toggle("is-picking", on);
  said.textContent = on ? gettext("지도에서 곳을 누르세요. 자판으로는 지도를 옮기고 ‘지도 가운데로’를 누르세요.") : "";
}

function choose({ lat, lng }) {
  picking(false);
  spot?.remove();
  spot = L.circleMarker([lat, lng], { radius: 10, color: "#1e2124", weight: 3, fillOpacity: 0.2, interactive: false }).addTo(map);
  form.elements.lon.value = lng.toFixed(7);
  form.elements.lat.value = lat.toFixed(7);
  document.getElementById("pick").textContent = gettext("찍은 곳 지우기");
  said.textContent = gettext("곳을 정했습니다. 글과 함께 남겨집니다.");
}

function forget() {
  spot?.remove();
  spot = null;
  form.elements.lon.value = form.elements.lat.value = "";
  document.getElementById("pick").textContent = gettext("지도에 곳 찍기");
  picking(false);
}

async function send(event) {
  event.preventDefault();
  const button = form.querySelector("button.primary");
  button.disabled = true;
  said.textContent = gettext("보내는 중입니다…");
  const pairs = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  try {
    const answer = await keepSending(form.getAttribute("action"), { form: pairs, label: gettext("상황방에 남긴 글") });
    form.elements.text.value = "";
    form.elements.situation.checked = false;
    forget();
    said.textContent = answer.said;
    renew();
    ask();
  } catch (error) {
    said.textContent = `${error.message} ${gettext("쓰신 글은 그대로 있습니다.")}`;
  }
  button.disabled = false;
}

if (form) startWriting();
showHere();
document.addEventListener("visibilitychange", ask);
timer = setTimeout(ask, EVERY_MS);
