/**
 * Drawing on the map what is to be added: a point, a line or an area. `onStart()`, and `onDrawn({shape, points})` with
 * `points` as [lon, lat]; what was drawn stays until `stop()`. Without a mouse: arrows move the map under a cross, and a
 * button sets a point there.
 */
import { button, element } from "../../dom.js";
import { gettext, interpolate } from "../../words.js";

const FEWEST = { point: 1, line: 2, area: 3 };
const NAMES = { point: gettext("점"), line: gettext("선"), area: gettext("구역") };
const HINTS = {
  point: gettext("더할 곳을 지도에서 누르세요. Esc를 누르면 그만둡니다."),
  line: gettext("선이 지나는 곳을 차례로 누르고 ‘다 그렸음’을 누르세요."),
  area: gettext("구역의 모서리를 차례로 누르고 ‘다 그렸음’을 누르세요."),
};
const LOOK = { color: "#6b21a8", weight: 4, fillOpacity: 0.15, interactive: false };

export class Drawing {
  constructor(map, pane, { onStart, onDrawn }) {
    Object.assign(this, { map, onStart, onDrawn, shape: "point", points: [], isOn: false });
    this.mode = pane.querySelector(".map-mode");
    this.tools = pane.querySelector(".map-tools");
    this.opener = pane.querySelector(".map-add");
    this.opener.hidden = !map;
    if (!map) return;
    this.layer = L.layerGroup().addTo(map);
    map.on("click", ({ latlng }) => this.isOn && this.#add(latlng));
    this.#makeTools();
  }

  start() {
    if (!this.map) return;
    this.onStart();
    this.#show(true);
    this.#choose("point");
    this.map.getContainer().focus({ preventScroll: true });
  }

  stop() {
    if (!this.isOn) return;
    const hadFocus = this.tools.contains(document.activeElement);
    this.#show(false);
    if (hadFocus) this.opener.focus();
  }

  /** What was drawn got no name: a line or an area stays to be finished. */
  goOn() {
    if (this.shape === "point") this.#take([]);
  }

  #show(on) {
    this.isOn = on;
    this.points = [];
    this.map.getContainer().classList.toggle("is-adding", on);
    this.tools.hidden = this.mode.hidden = !on;
    this.opener.hidden = on;
    this.#draw();
  }

  #makeTools() {
    this.shapes = Object.entries(NAMES).map(([shape, text]) => button(text, () => this.#choose(shape), { "data-shape": shape, "aria-pressed": "false" }));
    this.ready = button(gettext("다 그렸음"), () => this.#finish(), { className: "krds-btn small" });
    this.back = button(gettext("한 점 지우기"), () => this.#take(this.points.slice(0, -1)));
    const centre = button(gettext("가운데에 찍기"), () => this.#add(this.map.getCenter()));
    this.tools.replaceChildren(element("span", { className: "map-shapes", role: "group", "aria-label": gettext("모양") }, ...this.shapes), centre, this.back, this.ready, button(gettext("그만두기"), () => this.stop()));
  }

  #choose(shape) {
    this.shape = shape;
    for (const choice of this.shapes) choice.setAttribute("aria-pressed", String(choice.dataset.shape === shape));
    this.ready.hidden = this.back.hidden = shape === "point";
    this.#take(shape === "point" ? [] : this.points);
  }

  #add({ lng, lat }) {
    this.#take([...this.points, [lng, lat]]);
    if (this.shape === "point") this.#finish();
  }

  #take(points) {
    this.points = points;
    this.ready.disabled = points.length < FEWEST[this.shape];
    this.back.disabled = !points.length;
    this.mode.textContent = points.length ? interpolate(gettext("%(shape)s: 점 %(n)s개"), { shape: NAMES[this.shape], n: points.length }) : HINTS[this.shape];
    this.#draw();
  }

  #draw() {
    this.layer.clearLayers();
    const corners = this.points.map(([lng, lat]) => [lat, lng]);
    for (const corner of corners) L.circleMarker(corner, { ...LOOK, radius: 6, fillOpacity: 1 }).addTo(this.layer);
    if (corners.length > 1) (this.shape === "area" ? L.polygon : L.polyline)(corners, LOOK).addTo(this.layer);
  }

  #finish() {
    if (this.points.length >= FEWEST[this.shape]) this.onDrawn({ shape: this.shape, points: this.points });
  }
}
