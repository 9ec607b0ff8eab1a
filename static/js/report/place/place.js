/**
 * createPlace({root, urls: {search, address}, rules, onChange}) → place: where it is, by map, phone, photo or address.
 * The map stands still under a pin in its middle; whoever can't use it chooses from the search alone.
 *
 *   place.set({lon, lat, source, address})   source: photo, phone, address, map or district
 *   place.value                              the same, or null
 */
import { createMap, readSettings } from "../../map/map.js";
import { fails, stands } from "../../map/missing.js";
import { button, element } from "../../dom.js";
import { contains } from "./area.js";
import { call } from "../calls.js";
import { gettext, interpolate } from "../../words.js";

// Farther out, a finger's width is a whole block.
export const EXACT_ZOOM = 15;
const CLOSE_ZOOM = 18;
const TYPING_MS = 250;
const SAME_PX = 2;
// Farther off than this a house's address would be a guess (a phone without GPS says ±3 km).
const EXACT_M = 100;

export const createPlace = (options) => new Place(options);

class Place {
  constructor({ root, urls, rules, onChange }) {
    Object.assign(this, { root, urls, rules, onChange, value: null, asked: 0 });
    this.said = root.querySelector("#place-said");
    this.results = root.querySelector("#place-results");
    this.field = root.querySelector("#place-search");
    this.map = startMap(root.querySelector("#place-map"));
    this.map.on("moveend", () => this.moved());
    this.map.on("dragend zoomend", () => !this.value && this.map.getZoom() < EXACT_ZOOM && this.say(gettext("지도를 더 확대해 핀을 맞춰 주세요.")));
    this.offerPhone();
    this.offerSearch();
    this.offerDistricts();
  }

  set(value) {
    this.value = { ...value };
    this.map.setView([value.lat, value.lon], Math.max(this.map.getZoom(), CLOSE_ZOOM), { animate: false });
    if (value.address) this.say(value.address);
    else this.lookUp();
    this.root.classList.add("has-place");
    this.onChange();
  }

  isInCity([lon, lat]) {
    return contains(this.rules.city, lon, lat);
  }

  moved() {
    const centre = this.map.getCenter();
    if (this.value && this.pixelsTo(centre) <= SAME_PX) return;
    if (this.map.getZoom() < EXACT_ZOOM) return;
    this.value = { lon: centre.lng, lat: centre.lat, source: "map" };
    this.root.classList.add("has-place");
    this.lookUp();
    this.onChange();
  }

  pixelsTo(centre) {
    return this.map.latLngToContainerPoint(centre).distanceTo(this.map.latLngToContainerPoint([this.value.lat, this.value.lon]));
  }

  async lookUp() {
    const { value } = this;
    try {
      const { status, data } = await call(`${this.urls.address}?lon=${value.lon}&lat=${value.lat}`);
      if (value !== this.value) return;
      value.address = status === 200 ? data.address : "";
      value.outside = status === 422;
      this.say(status === 200 ? placeName(data) : data?.error ?? gettext("주소를 찾지 못했습니다."));
      this.onChange();
    } catch {
      this.say(gettext("주소는 연결되면 찾습니다. 위치는 저장했습니다."));
    }
  }

  say(text) {
    this.said.textContent = text;
  }

  offerPhone() {
    const button = this.root.querySelector("#place-phone");
    if (!navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      this.say(gettext("위치를 찾는 중입니다…"));
      const found = ({ coords }) => this.setFromPhone(coords);
      const lost = () => this.say(gettext("휴대전화의 위치를 알 수 없습니다. 주소로 찾거나 지도를 움직여 주세요."));
      navigator.geolocation.getCurrentPosition(found, lost, { enableHighAccuracy: true, timeout: 10_000, maximumAge: 0 });
    });
  }

  /** A rough or foreign position moves the map at most: the pin is set by whoever knows better. */
  setFromPhone({ longitude: lon, latitude: lat, accuracy }) {
    if (!this.isInCity([lon, lat])) return void this.say(interpolate(gettext("휴대전화의 위치: %(outside)s 주소로 찾거나 지도를 움직여 주세요."), { outside: this.rules.words.outside }));
    if (accuracy <= EXACT_M) return void this.set({ lon, lat, source: "phone" });
    const zoom = Math.min(this.map.zoomAround(lat, lon, accuracy), EXACT_ZOOM - 1);
    this.value = null;
    this.root.classList.remove("has-place");
    this.map.setView([lat, lon], zoom, { animate: false });
    const far = accuracy >= 1000 ? `${(accuracy / 1000).toFixed(1)} km` : `${Math.round(accuracy)} m`;
    this.say(interpolate(gettext("휴대전화가 위치를 %(far)s 안으로만 압니다. 지도를 확대해 핀을 맞추거나 주소로 찾아 주세요."), { far }));
    this.onChange();
  }

  offerSearch() {
    let timer;
    this.field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.search(), TYPING_MS);
    });
    this.field.addEventListener("keydown", (event) => {
      // Enter looks for the place; it does not send the report.
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.search();
    });
    this.root.querySelector("#place-find").addEventListener("click", () => this.search());
    // Typed before this script was there.
    this.search();
  }

  async search() {
    const text = this.field.value.trim();
    const turn = (this.asked += 1);
    if (!text) return void this.results.replaceChildren();
    const { lat, lng } = this.map.getCenter();
    const { data } = await call(`${this.urls.search}?q=${encodeURIComponent(text)}&lon=${lng}&lat=${lat}`).catch(() => ({}));
    if (turn !== this.asked) return;
    const found = data?.results ?? [];
    const nothing = data ? data.error ?? gettext("찾는 곳이 없습니다. 도로 이름과 번호로 찾아보세요.") : gettext("연결되면 찾을 수 있습니다.");
    const items = found.length ? found.map((one) => this.result(one)) : [element("li", { className: "place-none", text: nothing })];
    this.results.replaceChildren(...items);
  }

  offerDistricts() {
    const list = this.root.querySelector("#place-district");
    list?.addEventListener("change", () => {
      if (!list.value) return;
      const [lon, lat] = list.value.split(",").map(Number);
      this.set({ lon, lat, source: "district", address: list.selectedOptions[0].textContent });
    });
  }

  result({ title, other, lon, lat }) {
    const choose = () => {
      this.results.replaceChildren();
      this.field.value = title;
      this.set({ lon, lat, source: "address" });
      this.said.focus();
    };
    return element("li", {}, button(title, choose, { className: "place-result" }, other && element("span", { className: "place-other", text: other })));
  }
}

/** The map; where it can't be had, one that nobody sees and that finds from the city's middle. */
function startMap(element) {
  try {
    const map = createMap(element, { label: gettext("위치를 고르는 지도") });
    stands(element);
    map.zoomAround = (lat, lng, metres) => map.getBoundsZoom(L.latLng(lat, lng).toBounds(2 * metres));
    return map;
  } catch (error) {
    fails(element, error);
    const [lat, lng] = readSettings().centre;
    return { on() {}, setView() {}, getZoom: () => EXACT_ZOOM, zoomAround: () => EXACT_ZOOM, getCenter: () => ({ lat, lng }), getContainer: () => element };
  }
}

function placeName({ address, gu, dong }) {
  const area = [gu, dong].filter((part) => part && !address.includes(part)).join(" ");
  return area ? `${address} (${area})` : address;
}
