-- addresses --
-- Road addresses for a batch of (i, 시도|normal form); {column} is key or previous_key, or road_key, for an empty 시도.
SELECT q.i, a.id, a.sido, a.gu, a.dong, a.road, a.level, a.main, a.sub, a.building, ST_X(a.point), ST_Y(a.point),
  a.position_type, a.spread_m, a.source, l.dong, l.mountain, l.main, l.sub,
  CASE WHEN a.disputed IS NOT NULL THEN ST_AsGeoJSON(a.disputed) END
FROM unnest(%(i)s::int[], %(keys)s::text[]) AS q(i, key)
CROSS JOIN LATERAL (
  SELECT split_part(q.key, '|', 1) AS sido, hashtextextended(substr(q.key, strpos(q.key, '|') + 1), 0) AS form
) k
JOIN geocoding_roadaddress a ON a.{column} = CASE k.sido WHEN '' THEN k.form ELSE hashtextextended(k.sido, k.form) END
LEFT JOIN LATERAL (
  SELECT dong, mountain, main, sub FROM geocoding_lot WHERE address_id = a.id ORDER BY related, id LIMIT 1
) l ON true

-- lots --
-- Lots for a batch of (i, 시도|normal form), each with its road address; {column} is key, or dong_key, for an empty 시도.
SELECT q.i, l.id, l.sido, l.gu, l.dong, l.mountain, l.main, l.sub, l.related, ST_X(l.point), ST_Y(l.point), l.spread_m,
  l.source, a.road, a.level, a.main, a.sub, a.building, ST_X(a.point), ST_Y(a.point), a.position_type, a.spread_m
FROM unnest(%(i)s::int[], %(keys)s::text[]) AS q(i, key)
CROSS JOIN LATERAL (
  SELECT split_part(q.key, '|', 1) AS sido, hashtextextended(substr(q.key, strpos(q.key, '|') + 1), 0) AS form
) k
JOIN geocoding_lot l ON l.{column} = CASE k.sido WHEN '' THEN k.form ELSE hashtextextended(k.sido, k.form) END
LEFT JOIN geocoding_roadaddress a ON a.id = l.address_id
ORDER BY q.i, l.related, l.id

-- numbers_nearby --
-- The 24 known building numbers nearest to the asked one and within 100 of it, on the same road, for a batch of
-- (i, sido, gu, road, main).
SELECT q.i, n.main, n.sub, n.level, ST_X(n.point), ST_Y(n.point)
FROM unnest(%(i)s::int[], %(sidos)s::text[], %(gus)s::text[], %(roads)s::text[], %(mains)s::int[])
  AS q(i, sido, gu, road, main)
CROSS JOIN LATERAL (
  SELECT a.main, a.sub, a.level, a.point FROM geocoding_roadaddress a
  WHERE a.road = q.road AND a.gu = q.gu AND a.sido = q.sido AND a.main BETWEEN q.main - 100 AND q.main + 100
    AND a.point IS NOT NULL AND coalesce(a.spread_m, 0) <= 150
  ORDER BY abs(a.main - q.main), a.sub LIMIT 24
) n
ORDER BY q.i, n.main, n.sub

-- lots_nearby --
-- Known lots of the same main number, for a batch of (i, sido, gu, dong, mountain, main).
SELECT q.i, l.sub, ST_X(p.point), ST_Y(p.point)
FROM unnest(%(i)s::int[], %(sidos)s::text[], %(gus)s::text[], %(dongs)s::text[], %(mountains)s::bool[], %(mains)s::int[])
  AS q(i, sido, gu, dong, mountain, main)
JOIN geocoding_lot l ON l.dong = q.dong AND l.gu = q.gu AND l.sido = q.sido AND l.main = q.main AND l.mountain = q.mountain
LEFT JOIN geocoding_roadaddress a ON a.id = l.address_id
CROSS JOIN LATERAL (SELECT coalesce(l.point, a.point) AS point) p
WHERE p.point IS NOT NULL AND coalesce(l.spread_m, 0) <= 150
ORDER BY q.i, l.sub

-- lots_around --
-- The three known lots with the nearest main numbers (up to 32 away), and the radius in metres of a circle as large as
-- their dong, for a batch of (i, sido, gu, dong, main). Not for 산: those numbers are strewn over the hills.
WITH q AS (
  SELECT * FROM unnest(%(i)s::int[], %(sidos)s::text[], %(gus)s::text[], %(dongs)s::text[], %(mains)s::int[])
    AS q(i, sido, gu, dong, main)
), d AS MATERIALIZED (
  SELECT DISTINCT ON (sido, gu, dong) sido, gu, dong, sqrt(ST_Area(boundary::geography) / pi()) AS radius
  FROM geocoding_area
  WHERE kind = 'legal' AND abolished IS NULL AND (sido, gu, dong) IN (SELECT sido, gu, dong FROM q)
)
SELECT q.i, n.main, n.sub, n.lon, n.lat, d.radius
FROM q
CROSS JOIN LATERAL (
  SELECT l.main, l.sub, ST_X(p.point) AS lon, ST_Y(p.point) AS lat
  FROM geocoding_lot l LEFT JOIN geocoding_roadaddress a ON a.id = l.address_id
  CROSS JOIN LATERAL (SELECT coalesce(l.point, a.point) AS point) p
  WHERE l.dong = q.dong AND l.gu = q.gu AND l.sido = q.sido AND l.main BETWEEN q.main - 32 AND q.main + 32 AND NOT l.mountain
    AND p.point IS NOT NULL AND coalesce(l.spread_m, 0) <= 150
  ORDER BY abs(l.main - q.main), l.sub LIMIT 3
) n
LEFT JOIN d ON d.sido = q.sido AND d.gu = q.gu AND d.dong = q.dong
ORDER BY q.i, abs(n.main - q.main), n.sub

-- numbered_lines --
-- Lines of roads by (sido, name), whole (they may run through several gus).
SELECT sido, name, gu, ST_AsBinary(lines) FROM geocoding_road
WHERE (sido, name) IN (SELECT * FROM unnest(%(sidos)s::text[], %(names)s::text[]))

-- road_lines --
-- Lines of the roads of these names in a 시도 (empty: any), whole (they may run through several gus).
SELECT name, gu, ST_AsBinary(lines) FROM geocoding_road
WHERE name = ANY(%(names)s) AND (%(sido)s = '' OR sido = %(sido)s)

-- roads_past --
-- Roads whose lines pass within 100 m of both points, the nearest to them first.
SELECT a.name FROM geocoding_road a JOIN geocoding_road b ON b.name = a.name
CROSS JOIN (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography AS first,
  ST_SetSRID(ST_MakePoint(%(to_lon)s, %(to_lat)s), 4326)::geography AS last) p
WHERE a.lines && ST_Buffer(p.first, 100)::geometry AND ST_DWithin(a.lines::geography, p.first, 100, false)
  AND b.lines && ST_Buffer(p.last, 100)::geometry AND ST_DWithin(b.lines::geography, p.last, 100, false)
ORDER BY ST_Distance(a.lines::geography, p.first, false) + ST_Distance(b.lines::geography, p.last, false), a.name LIMIT 3

-- main_roads --
-- Lines of the main roads (로 without a number in the name) around two points, cut at a kilometre round both.
SELECT ST_AsBinary(ST_ClipByBox2D(r.lines, box.around)) FROM geocoding_road r
CROSS JOIN (SELECT ST_Envelope(ST_Buffer(ST_SetSRID(ST_MakeLine(ST_MakePoint(%(lon)s, %(lat)s),
  ST_MakePoint(%(to_lon)s, %(to_lat)s)), 4326)::geography, 1000)::geometry) AS around) box
WHERE r.lines && box.around AND r.name ~ '^[^0-9]+로$' AND ST_Intersects(r.lines, box.around)

-- nearest_numbers --
-- The known number nearest to the asked one, however far along the road, for a batch of (i, sido, gu, road, main).
SELECT q.i, n.main, n.sub, n.lon, n.lat
FROM unnest(%(i)s::int[], %(sidos)s::text[], %(gus)s::text[], %(roads)s::text[], %(mains)s::int[])
  AS q(i, sido, gu, road, main)
CROSS JOIN LATERAL (
  SELECT a.main, a.sub, ST_X(a.point) AS lon, ST_Y(a.point) AS lat FROM geocoding_roadaddress a
  WHERE a.road = q.road AND a.gu = q.gu AND a.sido = q.sido AND a.point IS NOT NULL AND coalesce(a.spread_m, 0) <= 150
  ORDER BY abs(a.main - q.main), a.sub LIMIT 1
) n

-- road_numbers --
-- Up to 40 known building numbers of each road (sido, name), spread over it.
SELECT q.sido, q.road, n.main, n.lon, n.lat FROM unnest(%(sidos)s::text[], %(names)s::text[]) AS q(sido, road)
CROSS JOIN LATERAL (
  SELECT a.main, ST_X(a.point) AS lon, ST_Y(a.point) AS lat FROM geocoding_roadaddress a
  WHERE a.road = q.road AND a.sido = q.sido AND a.level = '' AND a.point IS NOT NULL AND coalesce(a.spread_m, 0) <= 150
  ORDER BY hashtextextended(a.gu || '|' || a.road || '|' || a.main || '-' || a.sub, 0) LIMIT 40
) n

-- dong_centres --
-- Living areas of these names, 법정동 before 행정동, with the radius in metres of a circle as large.
SELECT DISTINCT ON (sido, gu, dong) sido, gu, dong, ST_X(point), ST_Y(point), sqrt(ST_Area(boundary::geography) / pi())
FROM geocoding_area
WHERE abolished IS NULL AND point IS NOT NULL 
  AND (sido, gu, dong) IN (SELECT * FROM unnest(%(sidos)s::text[], %(gus)s::text[], %(dongs)s::text[]))
ORDER BY sido, gu, dong, kind DESC
