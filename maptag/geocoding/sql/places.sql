-- by_key --
-- Places of these names, registers before OpenStreetMap, for a batch of (i, key).
SELECT q.i, p.name, p.category, p.line, p.sido, p.gu, p.dong, ST_X(p.point), ST_Y(p.point), p.source
FROM unnest(%(i)s::int[], %(keys)s::text[]) AS q(i, key)
JOIN LATERAL (
  SELECT name, category, line, sido, gu, dong, point, source FROM geocoding_place WHERE name_key = q.key
  UNION ALL
  SELECT name, category, line, sido, gu, dong, point, source FROM geocoding_osmplace WHERE name_key = q.key AND category <> 'village'
) p ON true

-- at_border --
-- Which of a batch of (i, gu, lon, lat) lie within 300 m of that gu.
SELECT DISTINCT q.i FROM unnest(%(i)s::int[], %(gus)s::text[], %(lons)s::float8[], %(lats)s::float8[]) AS q(i, gu, lon, lat)
JOIN geocoding_area a ON a.kind = 'gu' AND a.gu = q.gu AND a.abolished IS NULL
  AND ST_DWithin(a.boundary::geography, ST_SetSRID(ST_MakePoint(q.lon, q.lat), 4326)::geography, 300, false)

-- crossings --
-- Where two roads meet: the middle of the shortest way between their lines, and its metres, for a batch of
-- (i, one, other). 200 m are allowed, for roads whose ends the map leaves apart on a square (세종대로·율곡로: 174 m).
SELECT q.i, ST_X(c.point), ST_Y(c.point), c.sido, c.gu, c.apart
FROM unnest(%(i)s::int[], %(ones)s::text[], %(others)s::text[]) AS q(i, one, other)
CROSS JOIN LATERAL (
  SELECT a.sido, a.gu, ST_Distance(a.lines::geography, b.lines::geography, false) AS apart,
    ST_LineInterpolatePoint(ST_ShortestLine(a.lines, b.lines), 0.5) AS point
  FROM geocoding_road a
  JOIN geocoding_road b ON b.name = q.other AND ST_DWithin(a.lines::geography, b.lines::geography, 200, false)
  WHERE a.name = q.one
) c
ORDER BY q.i, c.apart

-- main_crossings --
-- The main roads (로 without a number in the name) that meet each of these roads.
SELECT DISTINCT a.name, b.name FROM geocoding_road a
JOIN geocoding_road b ON b.lines && a.lines AND b.name <> a.name AND b.name ~ '^[^0-9]+로$'
  AND ST_DWithin(a.lines::geography, b.lines::geography, 30, false)
WHERE a.name = ANY(%(roads)s)
ORDER BY 1, 2

-- dongs_at --
-- The gu and 법정동 that hold each of a batch of points (i, lon, lat).
SELECT DISTINCT ON (q.i) q.i, a.gu, a.dong FROM unnest(%(i)s::int[], %(lons)s::float8[], %(lats)s::float8[]) AS q(i, lon, lat)
JOIN geocoding_area a ON a.kind = 'legal' AND a.abolished IS NULL
  AND ST_Covers(a.boundary, ST_SetSRID(ST_MakePoint(q.lon, q.lat), 4326))
ORDER BY q.i, a.code

-- areas --
-- Areas of these names with their boundary, for a batch of (i, gu, dong); dong empty: the gu itself.
SELECT q.i, a.sido, a.gu, a.dong, a.kind, ST_X(a.point), ST_Y(a.point), sqrt(ST_Area(a.boundary::geography) / pi()),
  ST_AsGeoJSON(ST_SimplifyPreserveTopology(a.boundary, 0.00005), 6)
FROM unnest(%(i)s::int[], %(gus)s::text[], %(dongs)s::text[]) AS q(i, gu, dong)
JOIN geocoding_area a ON a.dong IN (q.dong, replace(q.dong, '.', '·')) AND (q.gu = '' OR a.gu = q.gu)
WHERE a.abolished IS NULL AND a.boundary IS NOT NULL AND a.kind IN ('gu', 'legal', 'administrative')

-- lots_between --
-- The known lots with main numbers from first to last, with the outline 30 m round them and the radius in metres of a
-- circle as large, for a batch of (i, sido, gu, dong, mountain, first, last); sido or gu empty: any.
SELECT i, sido, gu, dong, lots, ST_X(ST_PointOnSurface(outline)), ST_Y(ST_PointOnSurface(outline)),
  sqrt(ST_Area(outline::geography) / pi()), ST_AsGeoJSON(outline, 6)
FROM (
  SELECT q.i, l.sido, l.gu, l.dong, count(DISTINCT (l.main, l.sub)) AS lots,
    ST_Buffer(ST_ConvexHull(ST_Collect(coalesce(l.point, a.point)))::geography, 30)::geometry AS outline
  FROM unnest(%(i)s::int[], %(sidos)s::text[], %(gus)s::text[], %(dongs)s::text[], %(mountains)s::bool[],
    %(firsts)s::int[], %(lasts)s::int[]) AS q(i, sido, gu, dong, mountain, first, last)
  JOIN geocoding_lot l ON l.dong = q.dong AND (q.gu = '' OR l.gu = q.gu) AND (q.sido = '' OR l.sido = q.sido) AND l.main BETWEEN q.first AND q.last
    AND l.mountain = q.mountain AND coalesce(l.spread_m, 0) <= 150
  LEFT JOIN geocoding_roadaddress a ON a.id = l.address_id
  GROUP BY q.i, l.sido, l.gu, l.dong
) found
WHERE outline IS NOT NULL

-- circle --
-- A circle of so many metres as a polygon.
SELECT ST_AsGeoJSON(ST_Buffer(ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography, %(radius)s), 6)
