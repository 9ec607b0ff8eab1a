/**
 * followSize(map, element): what is to be fitted into a map that has no size yet (in a closed <details>, behind a tab, in a
 * hidden frame) is fitted as soon as it has one. Leaflet itself would show it at its deepest zoom, somewhere else.
 */
export function followSize(map, element) {
  const { fitBounds } = map;
  let waiting = null;
  map.fitBounds = (bounds, options) => {
    const { x, y } = map.getSize();
    waiting = x && y ? null : [bounds, options];
    if (!waiting) return fitBounds.call(map, bounds, options);
    // Layers can't be added to a map that shows nowhere.
    return map._loaded ? map : map.setView(L.latLngBounds(bounds).getCenter(), map.getMinZoom(), { animate: false });
  };
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    const { x, y } = map.getSize();
    if (waiting && x && y) map.fitBounds(...waiting);
  }).observe(element);
}
