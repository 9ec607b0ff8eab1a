/**
 * createPins(map, options) → pins: features as numbered, focusable pins in clusters, and as lines and areas.
 * Draws only what is in view: 10,000 features make no more DOM than a hundred.
 *
 *   const pins = createPins(map, { popup: tagPopup, onSelect: (feature) => … });
 *   pins.setFeatures(collection.features);   // GeoJSON features, each with its own `id`
 *   pins.fit();
 *
 * options (all optional; `f` is one of your features)
 *   number(f)     what stands in the pin (default f.properties.number; "" draws a dot)
 *   icon(f)       address of an SVG symbol that stands in the pin instead of the number (default "")
 *   label(f)      accessible name (default "<number>번 <title>")
 *   colour(f)     "#rrggbb" of pin, line and area (default the site's blue)
 *   classes(f)    list of further CSS classes of the pin ("is-weak", …)
 *   popup(f)      a DOM node, or null for none. Build it with textContent: what documents say is hostile
 *   onSelect(f)   after a pin was chosen by click, Enter or select(); null after it was closed
 *   draggable(f)  true where the pin may be dragged; then onMove(f, {lng, lat}) follows
 *   clusterClass  a further CSS class of its clusters
 *   clusterName   what is in its clusters, for who can't see their class ("시민 제보")
 *   clusterRadius pixels (default 44; 0 joins only what stands on one spot)
 *
 * pins
 *   setFeatures(list)             replaces all; the selection stays when its id does
 *   select(id, {pan, popup, focus, opener})  the first two default true; select(null) clears. `focus` moves the keyboard
 *                                 into the popup, and from there back to what `opener()` returns (default: its pin)
 *   highlight(id)                 a ring around it; null takes it away
 *   fit(ids, {maxZoom})           shows these (default all); false when there is nothing to show
 *   selected, get(id), remove()
 */
import { anchorOf, isPoint } from "./geometry.js";
import { clusterMarker, pinMarker, ringMarker } from "./markers.js";
import { showPopup } from "../popups/popups.js";
import { changed, joinPrinting } from "../paper/print.js";
import { roverOf } from "./rover.js";
import { createShapes } from "./shapes.js";
import { joinStacks, leaveStacks, offerStack, stackAt } from "./stacks.js";
import { gettext, interpolate } from "../../words.js";

const DEFAULTS = {
  number: (feature) => String(feature.properties.number ?? ""),
  label: (feature) => interpolate(gettext("%(number)s번 %(title)s"), { number: feature.properties.number ?? "", title: feature.properties.title ?? "" }).trim(),
  icon: () => "",
  colour: () => "#0b50d0",
  classes: () => [],
  popup: () => null,
  onSelect: () => {},
  draggable: () => false,
  onMove: () => {},
  clusterClass: "",
  clusterName: "",
  clusterRadius: 44,
};
const CLOSE_ZOOM = 16;
// A pin stands above its place.
const PADDING = { paddingTopLeft: [18, 42], paddingBottomRight: [18, 14] };
// A cluster of two is one pin that hides the other.
const MIN_POINTS = 2;

export const createPins = (map, options = {}) => new Pins(map, { ...DEFAULTS, ...options });

class Pins {
  constructor(map, options) {
    Object.assign(this, { map, options, features: new Map(), markers: new Map(), selected: null });
    this.layer = L.layerGroup().addTo(map);
    this.shapes = createShapes(map, options, (feature) => this.select(feature.id, { pan: false }));
    this.redraw = this.redraw.bind(this);
    map.on("moveend resize", this.redraw);
    map.on("popupclose", (event) => this.closed(event.popup));
    joinStacks(map, this);
    joinPrinting(map, this);
    // Leaflet hears Escape only while the map itself has the focus, not a pin or a popup.
    map.getContainer().addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup());
  }

  setFeatures(list) {
    this.features = new Map(list.map((feature) => [feature.id, feature]));
    const points = list.map((feature) => ({ type: "Feature", geometry: { type: "Point", coordinates: anchorOf(feature.geometry) }, properties: { id: feature.id } }));
    this.anchors = new Map(points.map((point) => [point.properties.id, point.geometry.coordinates]));
    this.index = new Supercluster({ radius: this.options.clusterRadius || 1, maxZoom: this.map.getMaxZoom(), extent: 256, minPoints: MIN_POINTS }).load(points);
    this.shapes.set(list.filter((feature) => !isPoint(feature.geometry)));
    if (this.selected && !this.features.has(this.selected.id)) this.select(null);
    roverOf(this.map).keep(() => {
      this.clearMarkers();
      this.redraw();
    });
    changed(this.map);
  }

  get(id) {
    return this.features.get(id);
  }

  fit(ids = [...this.features.keys()], { maxZoom = CLOSE_ZOOM } = {}) {
    const known = ids.filter((id) => this.features.has(id));
    if (!known.length) return false;
    const bounds = L.latLngBounds(known.map((id) => this.latLng(id)));
    this.map.fitBounds(this.shapes.extend(bounds, known), { ...PADDING, maxZoom, animate: false });
    return true;
  }

  select(id, { pan = true, popup = true, focus = false, opener } = {}) {
    const feature = id === null ? null : this.features.get(id);
    if (feature && feature === this.selected && this.popup) return;
    const previous = this.selected;
    this.selected = feature ?? null;
    this.map.closePopup(this.popup ?? this.stack);
    if (previous) this.refresh(previous.id);
    if (!feature) return void this.options.onSelect(null);
    this.highlight(null);
    if (pan) this.show(feature);
    this.redraw();
    this.refresh(feature.id);
    if (popup) this.openPopup(feature, { focus, opener });
    this.options.onSelect(feature);
  }

  highlight(id) {
    this.ring?.remove();
    this.ring = this.anchors?.has(id) && id !== this.selected?.id ? ringMarker(this.latLng(id)).addTo(this.map) : null;
  }

  remove() {
    this.map.off("moveend resize", this.redraw);
    this.highlight(null);
    this.clearMarkers();
    this.layer.remove();
    leaveStacks(this.map, this);
    this.shapes.set([]);
  }

  // -- on paper

  hide(on) {
    if (on) this.layer.remove();
    else this.layer.addTo(this.map);
    if (on) this.highlight(null);
  }

  numbered() {
    return [...this.features.values()].map((feature) => ({ latLng: this.latLng(feature.id), number: this.options.number(feature), colour: this.options.colour(feature) }));
  }

  bounds() {
    const ids = [...this.features.keys()];
    return this.shapes.extend(L.latLngBounds(ids.map((id) => this.latLng(id))), ids);
  }

  // -- drawing

  redraw() {
    if (!this.index) return;
    const wanted = this.wanted();
    for (const [key, marker] of this.markers) {
      // A marker that stays keeps the keyboard's focus.
      if (!wanted.has(key)) this.drop(key, marker);
    }
    for (const [key, item] of wanted) if (!this.markers.has(key)) this.add(key, item);
  }

  /** What is in view, by key, a little beyond the edge so that short pans show no gaps. */
  wanted() {
    const bounds = this.map.getBounds().pad(0.15);
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const items = this.index.getClusters(box, Math.round(this.map.getZoom()));
    const wanted = new Map(items.map((item) => [item.properties.cluster ? `c${item.id}` : item.properties.id, item]));
    if (this.selected) wanted.set(this.selected.id, { properties: { id: this.selected.id } });
    return wanted;
  }

  add(key, item) {
    const marker = item.properties.cluster ? this.cluster(item) : this.pin(this.features.get(item.properties.id));
    this.markers.set(key, marker);
    const rover = roverOf(this.map);
    marker.on("add", () => rover.add(marker)).on("remove", () => rover.remove(marker));
    marker.addTo(this.layer);
  }

  drop(key, marker) {
    this.layer.removeLayer(marker);
    this.markers.delete(key);
  }

  clearMarkers() {
    this.layer.clearLayers();
    this.markers.clear();
  }

  refresh(id) {
    const marker = this.markers.get(id);
    if (!marker) return;
    const selected = this.selected?.id === id;
    marker.getElement()?.classList.toggle("is-selected", selected);
    marker.setZIndexOffset(selected ? 1000 : 0);
  }

  pin(feature) {
    const marker = pinMarker(this.latLng(feature.id), feature, this.options, (focus) => this.choose(feature, focus));
    marker.on("dragend", () => {
      const { lng, lat } = marker.getLatLng();
      this.options.onMove(feature, { lng, lat });
    });
    marker.on("add", () => this.refresh(feature.id));
    return marker;
  }

  cluster(item) {
    const [lng, lat] = item.geometry.coordinates;
    return clusterMarker([lat, lng], item.properties.point_count, (focus) => this.takeApart(item, focus), { className: this.options.clusterClass, name: this.options.clusterName });
  }

  takeApart(item, focus) {
    const zoom = this.index.getClusterExpansionZoom(item.id);
    const [lng, lat] = item.geometry.coordinates;
    if (zoom > this.map.getMaxZoom()) return this.ask([lat, lng], this.leavesOf(item), `c${item.id}`);
    if (focus) this.map.once("moveend", () => roverOf(this.map).focusNearest([lat, lng]));
    return this.map.setView([lat, lng], zoom);
  }

  leavesOf(item) {
    return this.index.getLeaves(item.id, Infinity).map((leaf) => [this, this.features.get(leaf.properties.id)]);
  }

  /** The pin was chosen on the map, where it may cover others, or be covered. */
  choose(feature, focus) {
    const choices = stackAt(this.map, this.latLng(feature.id));
    if (choices.length > 1) return this.ask(this.latLng(feature.id), choices, feature.id);
    return this.select(feature.id, { pan: false, focus });
  }

  ask(latLng, choices, key) {
    const opener = () => this.markers.get(key)?.getElement() ?? roverOf(this.map).nearest(latLng)?.getElement();
    this.stack = offerStack(this.map, latLng, choices, opener);
  }

  places() {
    return [...this.features.values()].map((feature) => [feature, this.latLng(feature.id)]);
  }

  // -- the chosen one

  latLng(id) {
    const [lng, lat] = this.anchors.get(id);
    return [lat, lng];
  }

  show(feature) {
    if (!isPoint(feature.geometry)) return this.map.fitBounds(this.shapes.extend(L.latLngBounds([this.latLng(feature.id)]), [feature.id]), { padding: [48, 48], maxZoom: CLOSE_ZOOM });
    const inView = this.map.getBounds().pad(-0.15).contains(this.latLng(feature.id));
    if (inView && this.map.getZoom() >= CLOSE_ZOOM - 2) return this.map;
    return this.map.setView(this.latLng(feature.id), Math.max(this.map.getZoom(), CLOSE_ZOOM));
  }

  openPopup(feature, { focus, opener }) {
    const content = this.options.popup(feature);
    if (!content) return;
    const back = opener ?? (() => this.markers.get(feature.id)?.getElement());
    this.popup = showPopup(this.map, this.latLng(feature.id), content, { name: this.options.label(feature), focus, opener: back });
  }

  closed(popup) {
    if (popup !== this.popup) return;
    this.popup = null;
    if (this.selected) this.select(null);
  }
}
