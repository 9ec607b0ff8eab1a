/**
 * The map pane: a pin for every mention that has a place, but for suggestions; for the chosen one a pin that can be dragged, its line or
 * area, and its numbered candidates. `onPlace(mention, {lng, lat})` when it was dragged or the map was clicked,
 * `onCandidate(index)` when one of those was, `onPick()` when the next click on the map will place the chosen one.
 */
import { createMap, readSettings } from "../map/map.js";
import { fails, standing } from "../map/missing.js";
import { createPins } from "../map/pins/pins.js";
import { pinMarker } from "../map/pins/markers.js";
import { choicesOf, codeOf, hasPlace, iconOf, isSuggested, lookOf, nameOf, wordOf } from "./mentions.js";
import { gettext, interpolate } from "../words.js";

const REDRAW_MS = 60;
// A view that still glides to one place ignores that it should show another.
const STILL = { animate: false };
const CLOSE_ZOOM = 16;
const COLOURS = {
  A1: "#1f7a3d", A2: "#1f7a3d", S: "#1f7a3d", B: "#256ef4", C: "#8a5c00", D: "#8a5c00", E: "#c2410c", F: "#b3261e", P: "#1f7a3d",
  suggested: "#58616a", accepted: "#0b50d0", ignored: "#6d7882", not_place: "#6d7882", candidate: "#6b21a8",
};
const colourOf = (mention) => COLOURS[codeOf(mention)] ?? COLOURS[mention.grade];

/** The map pane; without a map a pane that says so, and a review that goes on. */
export function startMapView(element, ...rest) {
  try {
    return new MapView(element, ...rest);
  } catch (error) {
    fails(element, error);
    const [lat, lng] = readSettings().centre;
    return { centre: () => ({ lng, lat }), showDetail() {}, peek() {}, pick() {} };
  }
}

class MapView {
  constructor(element, mode, mentions, settings, { onPlace, onCandidate, onPick }) {
    Object.assign(this, { mentions, mode, onPlace, onCandidate, onPick });
    this.map = createMap(element, { label: gettext("찾은 장소 지도") });
    this.pins = createPins(this.map, {
      number: ({ mention }) => iconOf(mention),
      label: ({ mention }) => `${nameOf(mention)}, ${wordOf(mention, settings.grades)}`,
      colour: ({ mention }) => colourOf(mention),
      classes: ({ mention }) => [lookOf(mention)],
      onSelect: (feature) => feature && feature.mention !== mentions.chosen && mentions.select(feature.id, "map"),
    });
    this.overlay = L.layerGroup().addTo(this.map);
    this.map.on("click", (event) => this.#clicked(event.latlng));
    mentions.addEventListener("load", () => standing(element, () => this.#drawAll(true)));
    mentions.addEventListener("change", () => this.#drawSoon());
    mentions.addEventListener("select", ({ detail }) => this.#choose(detail));
  }

  centre() {
    const { lng, lat } = this.map.getCenter();
    return { lng, lat };
  }

  /** Draw the panel's knowledge of the chosen mention: its place and its candidates. */
  showDetail(detail, mention) {
    this.overlay.clearLayers();
    if (detail.geometry && detail.geometry.type !== "Point") this.#drawShape(detail.geometry, colourOf(mention));
    choicesOf(detail, mention).forEach((candidate, i) => candidate.lon !== null && this.#drawCandidate(candidate, i));
    if (hasPlace(mention)) this.#drawChosen(mention);
    if (!hasPlace(mention) && this.candidateBounds(detail).isValid()) this.#fit(this.candidateBounds(detail));
  }

  candidateBounds(detail) {
    return L.latLngBounds(detail.candidates.filter(({ lon }) => lon !== null).map(({ lon, lat }) => [lat, lon]));
  }

  peek({ lon, lat }) {
    this.peeked?.remove();
    this.peeked = L.circleMarker([lat, lon], { radius: 12, weight: 4, color: COLOURS.candidate, fillOpacity: 0.15 }).addTo(this.overlay);
    if (!this.map.getBounds().pad(-0.1).contains([lat, lon])) this.map.panTo([lat, lon]);
  }

  /** The next click on the map places the chosen mention; Esc leaves it where it is. */
  pick(on = true) {
    this.picking = on;
    this.map.getContainer().classList.toggle("is-picking", on);
    this.mode.hidden = !on;
    if (on) this.onPick();
    this.mode.textContent = on ? interpolate(gettext("‘%(text)s’의 자리를 지도에서 누르세요. Esc를 누르면 그만둡니다."), { text: this.mentions.chosen.text }) : "";
  }

  #clicked({ lng, lat }) {
    if (!this.picking || !this.mentions.chosen) return;
    this.pick(false);
    this.onPlace(this.mentions.chosen, { lng, lat });
  }

  #drawSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#drawAll(false), REDRAW_MS);
  }

  #drawAll(fit) {
    if (!this.mentions.chosen) this.overlay.clearLayers();
    this.pins.setFeatures(
      this.mentions.all.filter((mention) => hasPlace(mention) && !isSuggested(mention)).map((mention) => ({ id: mention.number, mention, geometry: { type: "Point", coordinates: [mention.lon, mention.lat] } })),
    );
    if (fit && !this.fitted) this.fitted = this.pins.fit();
  }

  #choose({ mention, from }) {
    this.pick(false);
    this.overlay.clearLayers();
    if (!hasPlace(mention)) return;
    this.#drawChosen(mention);
    const target = [mention.lat, mention.lon];
    const near = this.map.getBounds().pad(-0.15).contains(target) && this.map.getZoom() >= CLOSE_ZOOM - 2;
    if (from !== "map" && !near) this.map.setView(target, Math.max(this.map.getZoom(), CLOSE_ZOOM), STILL);
  }

  #fit(bounds) {
    this.map.fitBounds(bounds, { padding: [48, 48], maxZoom: CLOSE_ZOOM, ...STILL });
  }

  #drawShape(geometry, color) {
    const shape = L.geoJSON(geometry, { interactive: false, style: { color, weight: 5, opacity: 0.8, fillOpacity: 0.15 } }).addTo(this.overlay);
    this.#fit(shape.getBounds());
  }

  #drawCandidate(candidate, i) {
    const look = { number: () => String(i + 1), label: () => interpolate(gettext("후보 %(number)s번 %(title)s"), { number: i + 1, title: candidate.title }), colour: () => COLOURS.candidate, classes: () => ["is-candidate"], draggable: () => false };
    pinMarker([candidate.lat, candidate.lon], candidate, look, () => this.onCandidate(i)).addTo(this.overlay);
  }

  #drawChosen(mention) {
    this.chosenMarker?.remove();
    const look = { number: () => iconOf(mention), label: () => interpolate(gettext("%(text)s, 끌어서 옮길 수 있습니다"), { text: mention.text }), colour: () => colourOf(mention), classes: () => ["is-selected", isSuggested(mention) ? "is-suggested" : ""].filter(Boolean), draggable: () => true };
    const marker = pinMarker([mention.lat, mention.lon], mention, look, (focus) => this.pins.get(mention.number) && this.pins.choose({ id: mention.number }, focus)).addTo(this.overlay);
    marker.setZIndexOffset(2000);
    marker.on("dragend", () => this.onPlace(mention, marker.getLatLng()));
    this.chosenMarker = marker;
  }
}
