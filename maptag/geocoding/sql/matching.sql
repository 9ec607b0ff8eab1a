-- addresses --
-- Road addresses for a batch of (i, normal form); {column} is key, road_key or previous_key.
SELECT q.i, a.id, a.sido, a.gu, a.dong, a.road, a.level, a.main, a.sub, a.building, ST_X(a.point), ST_Y(a.point),
  a.position_type, a.spread_m, a.source, l.dong, l.mountain, l.main, l.sub,
  CASE WHEN a.disputed IS NOT NULL THEN ST_AsGeoJSON(a.disputed) END
FROM unnest(%(i)s::int[], %(keys)s::text[]) AS q(i, text)
JOIN geocoding_roadaddress a ON a.{column} = hashtextextended(q.text, 0)
LEFT JOIN LATERAL (
  SELECT dong, mountain, main, sub FROM geocoding_lot WHERE address_id = a.id ORDER BY related, id LIMIT 1
) l ON true

-- lots --
-- Lots for a batch of (i, normal form), each with its road address; {column} is key or dong_key.
SELECT q.i, l.id, l.sido, l.gu, l.dong, l.mountain, l.main, l.sub, l.related, ST_X(l.point), ST_Y(l.point), l.spread_m,
  l.source, a.road, a.level, a.main, a.sub, a.building, ST_X(a.point), ST_Y(a.point), a.position_type, a.spread_m
FROM unnest(%(i)s::int[], %(keys)s::text[]) AS q(i, text)
JOIN geocoding_lot l ON l.{column} = hashtextextended(q.text, 0)
LEFT JOIN geocoding_roadaddress a ON a.id = l.address_id
ORDER BY q.i, l.related, l.id

-- numbers_nearby --
-- Known building numbers within 100 of the asked one, on the same road, for a batch of (i, gu, road, main).
SELECT q.i, a.sido, a.main, a.sub, a.level, ST_X(a.point), ST_Y(a.point)
FROM unnest(%(i)s::int[], %(gus)s::text[], %(roads)s::text[], %(mains)s::int[]) AS q(i, gu, road, main)
JOIN geocoding_roadaddress a ON a.road = q.road AND a.gu = q.gu AND a.main BETWEEN q.main - 100 AND q.main + 100
WHERE a.point IS NOT NULL AND coalesce(a.spread_m, 0) <= 150
ORDER BY q.i, a.main, a.sub

-- lots_nearby --
-- Known lots of the same main number, for a batch of (i, gu, dong, mountain, main).
SELECT q.i, l.sido, l.sub, ST_X(p.point), ST_Y(p.point)
FROM unnest(%(i)s::int[], %(gus)s::text[], %(dongs)s::text[], %(mountains)s::bool[], %(mains)s::int[]) AS q(i, gu, dong, mountain, main)
JOIN geocoding_lot l ON l.dong = q.dong AND l.gu = q.gu AND l.main = q.main AND l.mountain = q.mountain
LEFT JOIN geocoding_roadaddress a ON a.id = l.address_id
CROSS JOIN LATERAL (SELECT coalesce(l.point, a.point) AS point) p
WHERE p.point IS NOT NULL AND coalesce(l.spread_m, 0) <= 150
ORDER BY q.i, l.sub

-- road_lines --
-- Lines of the roads of these names, whole (they may run through several gus).
SELECT name, gu, ST_AsBinary(lines) FROM geocoding_road WHERE name = ANY(%(names)s)

-- nearest_numbers --
-- The known number nearest to the asked one, however far along the road, for a batch of (i, gu, road, main).
SELECT q.i, n.sido, n.main, n.sub, n.level, n.lon, n.lat
FROM unnest(%(i)s::int[], %(gus)s::text[], %(roads)s::text[], %(mains)s::int[]) AS q(i, gu, road, main)
CROSS JOIN LATERAL (
  SELECT a.sido, a.main, a.sub, a.level, ST_X(a.point) AS lon, ST_Y(a.point) AS lat FROM geocoding_roadaddress a
  WHERE a.road = q.road AND a.gu = q.gu AND a.point IS NOT NULL AND coalesce(a.spread_m, 0) <= 150
  ORDER BY abs(a.main - q.main), a.sub LIMIT 1
) n

-- road_numbers --
-- Up to 40 known building numbers of each road, spread over it.
SELECT n.road, n.main, n.lon, n.lat FROM unnest(%(names)s::text[]) AS q(road)
CROSS JOIN LATERAL (
  SELECT a.road, a.main, ST_X(a.point) AS lon, ST_Y(a.point) AS lat FROM geocoding_roadaddress a
  WHERE a.road = q.road AND a.level = '' AND a.point IS NOT NULL AND coalesce(a.spread_m, 0) <= 150
  ORDER BY a.key LIMIT 40
) n

-- dong_centres --
-- Living areas of these names, 법정동 before 행정동, with the radius in metres of a circle as large.
SELECT DISTINCT ON (sido, gu, dong) sido, gu, dong, ST_X(point), ST_Y(point), sqrt(ST_Area(boundary::geography) / pi())
FROM geocoding_area
WHERE abolished IS NULL AND point IS NOT NULL AND (gu, dong) IN (SELECT * FROM unnest(%(gus)s::text[], %(dongs)s::text[]))
ORDER BY sido, gu, dong, kind DESC
