/** createShapes(map, options, choose): lines and areas under the pins. `choose(feature)` is called on click. */

const LINE = { weight: 5, opacity: 0.85 };
const AREA = { weight: 2, opacity: 0.9, fillOpacity: 0.16 };

export function createShapes(map, options, choose) {
  const layer = L.geoJSON(null, {
    style: (feature) => ({ color: options.colour(feature), ...(/Line/.test(feature.geometry.type) ? LINE : AREA) }),
    // The pin that stands on it is what the keyboard reaches.
    onEachFeature: (feature, path) => path.on("click", () => choose(feature)),
  }).addTo(map);
  return {
    set(features) {
      layer.clearLayers();
      layer.addData({ type: "FeatureCollection", features });
    },
    /** `bounds` with the shapes of these ids in it. */
    extend(bounds, ids) {
      const wanted = new Set(ids);
      layer.eachLayer((path) => wanted.has(path.feature.id) && bounds.extend(path.getBounds()));
      return bounds;
    },
  };
}
