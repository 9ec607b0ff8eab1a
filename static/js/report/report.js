/** One report: its place on a map, and 공감. */
import { offerCopying } from "../copy.js";
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { createPins } from "../map/pins/pins.js";
import { call, deviceId, sentences } from "./calls.js";
import { gettext } from "../words.js";

const config = JSON.parse(document.getElementById("report-data").textContent);
const CLOSE_ZOOM = 17;

standing(document.getElementById("map"), () => showPin(config.pin));
offerSupport();
offerCopying();
for (const field of document.querySelectorAll("input[name=device]")) field.value = deviceId();

function showPin({ lon, lat, colour }) {
  const map = createMap(document.getElementById("map"), { label: gettext("제보한 곳"), cooperative: true });
  const pins = createPins(map, { number: () => "", label: () => gettext("제보한 곳"), colour: () => colour, classes: () => ["is-report"] });
  map.setView([lat, lon], CLOSE_ZOOM, { animate: false });
  pins.setFeatures([{ type: "Feature", id: 1, geometry: { type: "Point", coordinates: [lon, lat] }, properties: {} }]);
}

function offerSupport() {
  const button = document.getElementById("support");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { status, data } = await call(`${config.api}/reports/${config.number}/support`, { method: "POST" }).catch(() => ({}));
    if (status !== 200) return say("support-said", sentences(data)[0] ?? gettext("지금은 보낼 수 없습니다."));
    button.setAttribute("aria-pressed", String(data.supported));
    document.getElementById("support-count").textContent = data.count;
    say("support-said", data.supported ? gettext("공감했습니다. 다시 누르면 거둡니다.") : gettext("공감을 거두었습니다."));
  });
}

function say(id, text) {
  document.getElementById(id).textContent = text;
}
