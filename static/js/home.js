/** The home map: the tags of current notices, citizens' reports, the entries of running campaigns; the list beside. */
import { linkList } from "./map/list.js";
import { createMap } from "./map/map.js";
import { fails, stands } from "./map/missing.js";
import { createPins } from "./map/pins/pins.js";
import { tagPopup } from "./map/popups/popup.js";
import { reportLayer } from "./report/place/layer.js";
import { gettext } from "./words.js";

const COLOUR = "#0b50d0";
const REPORT_COLOUR = "#8a3d0b";
const page = document.getElementById("home");
const list = document.getElementById("notices");
const small = matchMedia("(max-width: 767px)").matches;
const mapElement = document.getElementById("map");
let notices = {};
const pinsOf = new Map(); // notice id → ids of its pins

const noticeOf = (feature) => notices[feature.properties.notice_id];
const url = (id) => page.dataset.notice.replace("0000000000", id);

const map = makeMap();
const pins = map && createPins(map, {
  number: () => "",
  clusterName: gettext("지도 소식"),
  label: (feature) => `${feature.properties.title}, ${noticeOf(feature).title}`,
  colour: (feature) => noticeOf(feature).colour ?? COLOUR,
  popup: (feature) => tagPopup(
    { title: feature.properties.title, address: noticeOf(feature).title, note: "" },
    { href: `${url(feature.properties.notice_id)}#place-${feature.properties.number}`, text: gettext("이 소식 보기") },
  ),
  onSelect: (feature) => rows.follow(feature && { id: feature.properties.notice_id }),
});

const rows = map && linkList(list, pins, { item: "data-notice", idOf: firstPin });

if (map) await load().then(start).then(() => stands(mapElement)).catch((error) => fails(mapElement, error));

function makeMap() {
  try {
    return createMap(mapElement, { label: gettext("지도 소식의 장소를 모은 지도"), cooperative: small });
  } catch (error) {
    return fails(mapElement, error);
  }
}

/** What the list rings for a notice: the pin of its first place. */
function firstPin(notice) {
  return pinsOf.get(notice)?.[0] ?? null;
}

function showAll(id) {
  pins.fit(pinsOf.get(id));
  if (small) mapElement.scrollIntoView({ block: "start" });
}

function offerMap() {
  for (const button of list.querySelectorAll("[data-show]")) {
    button.hidden = false;
    button.parentElement.querySelector("[data-without-script]").hidden = true;
    button.addEventListener("click", () => showAll(button.closest("[data-notice]").dataset.notice));
  }
}

async function load() {
  const answer = await fetch(page.dataset.tags);
  if (!answer.ok) throw new Error(`${page.dataset.tags}: ${answer.status}`);
  const data = await answer.json();
  notices = data.notices;
  const features = data.tags.features.map((feature, id) => ({ ...feature, id }));
  for (const { id, properties: { notice_id: notice } } of features) {
    if (!pinsOf.has(notice)) pinsOf.set(notice, []);
    pinsOf.get(notice).push(id);
  }
  return features;
}

function start(features) {
  const layers = {
    notices: { show: () => pins.setFeatures(features), hide: () => pins.setFeatures([]) },
    reports: reportLayer(map, { api: "/api/community", filter: {}, colour: () => REPORT_COLOUR }),
  };
  const campaigns = JSON.parse(document.getElementById("campaign-pins").textContent);
  if (Object.keys(campaigns).length) layers.campaigns = entriesOf(campaigns);
  layers.notices.show();
  pins.fit();
  // The notices are what the page is about: without the others their map stands.
  for (const layer of [layers.reports, layers.campaigns]) layer?.show().catch(console.warn);
  offerMap();
  offerLayers(layers);
}

function entriesOf(all) {
  return reportLayer(map, { api: "/api/community", filter: { campaign: Object.keys(all).join(",") }, campaigns: all, colour: () => REPORT_COLOUR });
}

/** What officials tell and what citizens report, each by itself or both. */
function offerLayers(layers) {
  for (const button of document.querySelectorAll("[data-layer]")) {
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(shown));
      layers[button.dataset.layer][shown ? "show" : "hide"]();
    });
  }
}
