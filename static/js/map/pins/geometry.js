/** Where a feature's pin stands, and its bounds. GeoJSON geometries in EPSG:4326; answers are [lng, lat]. */

export function anchorOf(geometry) {
  switch (geometry.type) {
    case "Point": return geometry.coordinates;
    case "MultiPoint": return geometry.coordinates[0];
    case "LineString": return midpoint(geometry.coordinates);
    case "MultiLineString": return midpoint(longest(geometry.coordinates));
    case "Polygon": return centroid(geometry.coordinates[0]);
    case "MultiPolygon": return centroid(longest(geometry.coordinates.map((polygon) => polygon[0])));
    default: return anchorOf(geometry.geometries[0]);
  }
}

export const isPoint = (geometry) => geometry.type === "Point" || geometry.type === "MultiPoint";

const longest = (lists) => lists.reduce((a, b) => (b.length > a.length ? b : a));

function midpoint(line) {
  const lengths = line.slice(1).map((point, i) => Math.hypot(point[0] - line[i][0], point[1] - line[i][1]));
  let rest = lengths.reduce((a, b) => a + b, 0) / 2;
  for (let i = 0; i < lengths.length; i++) {
    if (rest <= lengths[i]) {
      const share = lengths[i] ? rest / lengths[i] : 0;
      return [0, 1].map((axis) => line[i][axis] + share * (line[i + 1][axis] - line[i][axis]));
    }
    rest -= lengths[i];
  }
  return line[0];
}

function centroid(ring) {
  let doubleArea = 0, x = 0, y = 0;
  const [x0, y0] = ring[0];
  for (let i = 0; i < ring.length - 1; i++) {
    // Relative to the first corner: in degrees a district's area would drown in rounding.
    const [ax, ay, bx, by] = [ring[i][0] - x0, ring[i][1] - y0, ring[i + 1][0] - x0, ring[i + 1][1] - y0];
    const cross = ax * by - bx * ay;
    doubleArea += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return doubleArea ? [x0 + x / (3 * doubleArea), y0 + y / (3 * doubleArea)] : ring[0];
}
