/** contains(geometry, lon, lat): whether a point lies in a GeoJSON (Multi)Polygon, both in WGS84 degrees; holes count. */
export function contains({ type, coordinates }, lon, lat) {
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  return polygons.some((rings) => rings.reduce((inside, ring) => inside !== isWithin(ring, lon, lat), false));
}

function isWithin(ring, lon, lat) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x, y] = ring[i];
    const [u, v] = ring[j];
    if (y > lat !== v > lat && lon < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
  }
  return inside;
}
