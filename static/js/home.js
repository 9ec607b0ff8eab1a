/** The home map: the tags of current notices, citizens' reports, the entries of running campaigns; the list beside. */
import { linkList } from "./map/list.js";
import { createMap } from "./map/map.js";
import { createPins } from "./map/pins.js";
import { tagPopup } from "./map/popup.js";
import { reportLayer } from "./report/layer.js";
import { gettext } from "./words.js";

const COLOUR = "#0b50d0";
const REPORT_COLOUR = "#8a3d0b";
const page = document.getElementById("home");
const list = document.getElementById("notices");
const small = matchMedia("(max-width: 767px)").matches;
const map = createMap(document.getElementById("map"), { label: gettext("지도 소식의 장소를 모은 지도"), cooperative: small });
let notices = {};
const pinsOf = new Map(); // notice id → ids of its pins

const noticeOf = (feature) => notices[feature.properties.notice_id];
const url = (id) => page.dataset.notice.replace("0000000000", id);

const pins = createPins(map, {
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

const rows = linkList(list, pins, { item: "data-notice", idOf: firstPin });

/** What the list rings for a notice: the pin of its first place. */
function firstPin(notice) {
  return pinsOf.get(notice)?.[0] ?? null;
}

function showAll(id) {
  pins.fit(pinsOf.get(id));
  if (small) document.getElementById("map").scrollIntoView({ block: "start" });
}

function offerMap() {
  for (const button of list.querySelectorAll("[data-show]")) {
    button.hidden = false;
    button.parentElement.querySelector(".no-script").hidden = true;
    button.addEventListener("click", () => showAll(button.closest("[data-notice]").dataset.notice));
  }
}

const answer = await fetch(page.dataset.tags);
const data = await answer.json();
notices = data.notices;
const features = data.tags.features.map((feature, id) => ({ ...feature, id }));
for (const { id, properties: { notice_id: notice } } of features) {
  if (!pinsOf.has(notice)) pinsOf.set(notice, []);
  pinsOf.get(notice).push(id);
}
const layers = {
  notices: { show: () => pins.setFeatures(features), hide: () => pins.setFeatures([]) },
  reports: reportLayer(map, { api: "/api/community", filter: {}, colour: () => REPORT_COLOUR }),
};
const campaigns = JSON.parse(document.getElementById("campaign-pins").textContent);
if (Object.keys(campaigns).length) layers.campaigns = entriesOf(campaigns);
layers.notices.show();
pins.fit();
layers.reports.show();
layers.campaigns?.show();
offerMap();
offerLayers();

function entriesOf(all) {
  return reportLayer(map, { api: "/api/community", filter: { campaign: Object.keys(all).join(",") }, campaigns: all, colour: () => REPORT_COLOUR });
}

/** What officials tell and what citizens report, each by itself or both. */
function offerLayers() {
  for (const button of document.querySelectorAll("[data-layer]")) {
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(shown));
      layers[button.dataset.layer][shown ? "show" : "hide"]();
    });
  }
}
