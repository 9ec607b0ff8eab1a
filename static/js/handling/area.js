/**
 * createArea({map, field, tools, say, onChange}) → area: corners on a map, drawn by mouse, finger or keyboard, or typed.
 *
 *   area.show(on)     whether it is this area that counts
 *   area.corners      [[lon, lat]]; the text of `field` has them line by line and stays the one that is sent
 *
 * Keyboard: while drawing, the arrows move the map under a cross and Enter sets a corner there; a corner that has the
 * focus is moved by the arrows and taken away by Delete.
 */
import { readSettings } from "../map/map.js";
import { element } from "../dom.js";
import { gettext, interpolate, ngettext } from "../words.js";

const LOOK = { color: "#0b50d0", weight: 3, fillOpacity: 0.1, interactive: false };
const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const STEP_PX = 8;
const HINTS = {
  box: gettext("지도에서 마주 보는 두 모서리를 차례로 누르세요. 키보드로는 화살표와 더하기·빼기 키로 지도를 맞추고 Enter를 누릅니다."),
  polygon: gettext("지도를 따라가며 꼭짓점을 하나씩 누르세요. 다 그리면 ‘그리기 마침’을 누릅니다. 키보드로는 화살표와 더하기·빼기 키로 지도를 맞추고 Enter를 누릅니다."),
};

export const createArea = (options) => new Area(options);

class Area {
  constructor(options) {
    Object.assign(this, options, { mode: null, corners: [], on: false });
    this.shape = L.polygon([], LOOK);
    this.handles = L.layerGroup();
    this.cross = element("span", { className: "area-cross" });
    this.cross.hidden = true;
    this.map.getContainer().append(this.cross);
    this.map.on("click", ({ latlng }) => this.mode && this.add(latlng));
    this.map.getContainer().addEventListener("keydown", (event) => this.pressed(event), { capture: true });
    this.field.addEventListener("input", () => this.typed());
    for (const button of this.tools.querySelectorAll("[data-tool]")) button.addEventListener("click", () => this[button.dataset.tool]());
    this.typed();
  }

  show(on) {
    this.on = on;
    if (!on) this.draw(null);
    for (const layer of [this.shape, this.handles]) on ? layer.addTo(this.map) : layer.remove();
  }

  fit() {
    if (this.corners.length > 2) this.map.fitBounds(this.shape.getBounds(), { animate: false, padding: [32, 32] });
  }

  // -- the tools

  box() {
    this.draw("box");
  }

  polygon() {
    this.draw("polygon");
  }

  view() {
    this.draw(null);
    // The map's edge itself could not be seen.
    this.take(rectangle(this.map.getBounds().pad(-0.08)));
    this.say(gettext("지금 보이는 곳을 구역으로 정했습니다. 꼭짓점을 끌어 다듬을 수 있습니다."));
  }

  undo() {
    this.take(this.corners.slice(0, -1));
    this.say(interpolate(ngettext("꼭짓점 %(n)s개", "꼭짓점 %(n)s개", this.corners.length), { n: this.corners.length }));
  }

  clear() {
    this.take([]);
    this.say(gettext("지웠습니다. 다시 그려 주세요."));
  }

  done() {
    this.draw(null);
    this.say(this.corners.length > 2 ? interpolate(ngettext("꼭짓점 %(n)s개로 구역을 정했습니다.", "꼭짓점 %(n)s개로 구역을 정했습니다.", this.corners.length), { n: this.corners.length }) : gettext("꼭짓점을 셋 이상 넣어 주세요."));
  }

  draw(mode) {
    if (mode) this.take([]);
    this.mode = mode;
    this.cross.hidden = !mode;
    this.map.getContainer().classList.toggle("is-drawing", Boolean(mode));
    for (const button of this.tools.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", String(button.dataset.tool === mode));
    this.tools.querySelector("[data-tool=done]").hidden = mode !== "polygon";
    if (!mode) return;
    this.say(HINTS[mode]);
    this.map.getContainer().focus({ preventScroll: true });
  }

  // -- corners

  add({ lng, lat }) {
    this.take([...this.corners, [lng, lat]]);
    if (this.mode === "polygon") return this.say(interpolate(ngettext("꼭짓점 %(n)s개", "꼭짓점 %(n)s개", this.corners.length), { n: this.corners.length }));
    if (this.corners.length < 2) return this.say(gettext("마주 보는 모서리를 누르세요."));
    this.take(rectangle(L.latLngBounds(this.corners.map(([lon, latitude]) => [latitude, lon]))));
    this.mode = null;
    return this.done();
  }

  pressed(event) {
    const index = event.target.closest?.(".area-corner")?.dataset.index;
    if (index !== undefined) return this.pressedOn(Number(index), event);
    if (!this.mode || event.key !== "Enter" || event.target !== this.map.getContainer()) return undefined;
    event.preventDefault();
    return this.add(this.map.getCenter());
  }

  pressedOn(index, event) {
    const move = MOVES[event.key];
    if (!move && event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    event.stopPropagation();
    const corners = [...this.corners];
    if (move) corners[index] = this.moved(corners[index], move);
    else corners.splice(index, 1);
    this.take(corners);
    const next = Math.min(index, this.corners.length - 1);
    this.map.getContainer().querySelector(`.area-corner[data-index="${next}"]`)?.focus();
  }

  moved([lon, lat], [x, y]) {
    const at = this.map.latLngToContainerPoint([lat, lon]).add([x * STEP_PX, y * STEP_PX]);
    const { lng, lat: latitude } = this.map.containerPointToLatLng(at);
    return [lng, latitude];
  }

  typed() {
    const lines = this.field.value.split("\n").map((line) => line.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? []);
    this.corners = lines.filter((line) => line.length === 2);
    this.redraw();
  }

  take(corners) {
    this.corners = corners.map(inCity);
    this.field.value = this.corners.map(([lon, lat]) => `${lon.toFixed(6)}, ${lat.toFixed(6)}`).join("\n");
    this.redraw();
    this.onChange();
  }

  redraw() {
    this.shape.setLatLngs(this.corners.map(([lon, lat]) => [lat, lon]));
    this.handles.clearLayers();
    this.corners.forEach(([lon, lat], i) => this.handles.addLayer(this.handle(i, [lat, lon])));
  }

  handle(i, place) {
    const icon = L.divIcon({ className: "area-corner", html: element("span"), iconSize: [44, 44] });
    const marker = L.marker(place, { icon, draggable: true, autoPan: true });
    marker.on("add", () => {
      const node = marker.getElement();
      node.dataset.index = i;
      node.setAttribute("aria-label", interpolate(gettext("꼭짓점 %(number)s. 화살표 키로 옮기고 Delete 키로 지웁니다."), { number: i + 1 }));
    });
    marker.on("drag", () => {
      const { lng, lat } = marker.getLatLng();
      this.shape.setLatLngs(this.corners.map(([lon, latitude], n) => (n === i ? [lat, lng] : [latitude, lon])));
    });
    marker.on("dragend", () => {
      const { lng, lat } = marker.getLatLng();
      this.take(this.corners.map((corner, n) => (n === i ? [lng, lat] : corner)));
    });
    return marker;
  }
}

/** A finger that went over the city's edge means the edge. */
function inCity([lon, lat]) {
  const [south, west, north, east] = readSettings().bounds;
  return [Math.min(Math.max(lon, west), east), Math.min(Math.max(lat, south), north)];
}

const rectangle = (bounds) => [
  [bounds.getWest(), bounds.getSouth()], [bounds.getEast(), bounds.getSouth()], [bounds.getEast(), bounds.getNorth()], [bounds.getWest(), bounds.getNorth()],
];
