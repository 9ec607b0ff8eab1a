/**
 * roverOf(map) → rover: all pins of a map, of whatever layer, are one stop of the Tab key. The arrow keys go from pin to
 * pin as one reads, from the top and round; Home and End to the first and the last.
 *
 *   rover.add(marker), rover.remove(marker)   while they are on the map
 *   rover.nearest([lat, lng])                 the pin that stands where another did
 *   rover.focusNearest([lat, lng])            after the pin that had the focus is gone
 *   rover.keep(redraw)                        the focus of a pin outlives that `redraw()` makes all of them anew
 */
const rovers = new WeakMap();
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
// Pins whose tips differ by less stand in one line.
const LINE_PX = 20;

export function roverOf(map) {
  if (!rovers.has(map)) rovers.set(map, new Rover(map));
  return rovers.get(map);
}

class Rover {
  constructor(map) {
    Object.assign(this, { map, markers: new Set(), current: null });
    map.getContainer().addEventListener("keydown", (event) => this.pressed(event));
    map.getContainer().addEventListener("focusin", ({ target }) => this.focused(target));
  }

  add(marker) {
    this.markers.add(marker);
    marker.getElement().tabIndex = -1;
    if (!this.current) this.make(marker);
  }

  remove(marker) {
    this.markers.delete(marker);
    if (marker !== this.current) return;
    this.current = null;
    const [next] = this.markers;
    if (next) this.make(next);
  }

  make(marker) {
    const old = this.current?.getElement();
    if (old) old.tabIndex = -1;
    this.current = marker;
    marker.getElement().tabIndex = 0;
  }

  focused(target) {
    const marker = this.holding(target);
    if (marker && marker !== this.current) this.make(marker);
  }

  holding(target) {
    for (const marker of this.markers) if (marker.getElement() === target) return marker;
    return null;
  }

  pressed(event) {
    const marker = this.holding(event.target);
    if (!marker || event.ctrlKey || event.metaKey || event.altKey) return;
    const order = this.inOrder();
    // Tab may lead to the last one first: an arrow goes on in any case.
    const onward = (step) => order.at((order.indexOf(marker) + step) % order.length);
    const next = event.key === "Home" ? order[0] : event.key === "End" ? order.at(-1) : event.key in STEPS ? onward(STEPS[event.key]) : null;
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.getElement().focus();
  }

  /** Those that can be seen, line by line. */
  inOrder() {
    const size = this.map.getSize();
    const spots = [...this.markers].map((marker) => [marker, this.map.latLngToContainerPoint(marker.getLatLng())]);
    const seen = spots.filter(([marker, { x, y }]) => marker === this.current || (x >= 0 && y >= 0 && x <= size.x && y <= size.y));
    const line = ({ y }) => Math.round(y / LINE_PX);
    return seen.sort(([, a], [, b]) => line(a) - line(b) || a.x - b.x).map(([marker]) => marker);
  }

  nearest(latLng) {
    const spot = this.map.latLngToContainerPoint(latLng);
    const away = (marker) => this.map.latLngToContainerPoint(marker.getLatLng()).distanceTo(spot);
    return [...this.markers].sort((a, b) => away(a) - away(b))[0];
  }

  focusNearest(latLng) {
    this.nearest(latLng)?.getElement().focus();
  }

  keep(redraw) {
    const place = this.holding(document.activeElement)?.getLatLng();
    redraw();
    if (place && !this.holding(document.activeElement)) this.focusNearest(place);
  }
}
