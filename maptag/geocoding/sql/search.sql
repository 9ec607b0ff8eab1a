-- numbers --
-- Buildings of a road whose number is or begins with the typed digits; of roads of one name that nearer to the map's centre.
SELECT 0, a.id, a.sido, a.gu, a.dong, a.road, a.level, a.main, a.sub, a.building, ST_X(a.point), ST_Y(a.point),
  a.position_type, a.spread_m, a.source, l.dong, l.mountain, l.main, l.sub, NULL
FROM (
  SELECT *, min(point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)) OVER (PARTITION BY sido, gu) AS away
  FROM (SELECT *, main || CASE WHEN sub > 0 THEN '-' || sub ELSE '' END AS written FROM geocoding_roadaddress) n
  WHERE road = %(road)s AND (%(gu)s = '' OR gu = %(gu)s) AND point IS NOT NULL AND written LIKE %(digits)s || '%%'
    AND (%(sido)s = '' OR sido = %(sido)s)
  ORDER BY (written <> %(digits)s), away, main, sub LIMIT %(limit)s
) a
LEFT JOIN LATERAL (
  SELECT dong, mountain, main, sub FROM geocoding_lot WHERE address_id = a.id ORDER BY related, id LIMIT 1
) l ON true
ORDER BY (a.written <> %(digits)s), a.away, a.main, a.sub

-- roads --
-- The middle of the known numbers of roads, or of the lines of those without any, and how far they reach in metres.
WITH asked AS (SELECT * FROM unnest(%(gus)s::text[], %(roads)s::text[]) AS a(gu, name)),
numbered AS (
  SELECT gu, name, sido, ST_X(point) AS lon, ST_Y(point) AS lat, reach_m FROM geocoding_registeredroad
  WHERE point IS NOT NULL AND (gu, name) IN (SELECT * FROM asked) AND (%(sido)s = '' OR sido = %(sido)s)
)
SELECT * FROM numbered
UNION ALL
SELECT gu, name, %(home)s, ST_X(middle), ST_Y(middle), ST_Length(lines::geography) / 2
FROM geocoding_road CROSS JOIN LATERAL (SELECT ST_ClosestPoint(lines, ST_Centroid(lines)) AS middle) m
WHERE (gu, name) IN (SELECT * FROM asked) AND name NOT IN (SELECT name FROM numbered) AND %(sido)s IN ('', %(home)s)

-- places --
-- Places whose key or 초성 ({column}) lies in one of the ranges; those of the loaded region, then short names, then
-- near the map's centre.
SELECT p.name, p.category, p.line, p.sido, p.gu, p.dong, ST_X(p.point), ST_Y(p.point), p.source
FROM unnest(%(lows)s::text[], %(highs)s::text[]) AS r(low, high)
CROSS JOIN LATERAL (
  (SELECT name, name_key, category, line, sido, gu, dong, point, source FROM geocoding_place
   WHERE {column} ~>=~ r.low AND {column} ~<~ r.high AND (%(gu)s = '' OR gu = %(gu)s)
     AND (%(sido)s = '' OR sido = %(sido)s)
   ORDER BY (gu = ''), length(name_key), point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) LIMIT 60)
  UNION ALL
  (SELECT name, name_key, category, line, sido, gu, dong, point, source FROM geocoding_osmplace
   WHERE {column} ~>=~ r.low AND {column} ~<~ r.high AND (%(gu)s = '' OR gu = %(gu)s)
     AND (%(sido)s = '' OR sido = %(sido)s)
   ORDER BY (gu = ''), length(name_key), point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) LIMIT 60)
) p

-- nearest_address --
SELECT 0, a.id, a.sido, a.gu, a.dong, a.road, a.level, a.main, a.sub, a.building, ST_X(a.point), ST_Y(a.point),
  a.position_type, a.spread_m, a.source, l.dong, l.mountain, l.main, l.sub, NULL
FROM geocoding_roadaddress a
LEFT JOIN LATERAL (
  SELECT dong, mountain, main, sub FROM geocoding_lot WHERE address_id = a.id ORDER BY related, id LIMIT 1
) l ON true
WHERE a.point IS NOT NULL
ORDER BY a.point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) LIMIT 12

-- nearest_lot --
SELECT 0, l.id, l.sido, l.gu, l.dong, l.mountain, l.main, l.sub, l.related, ST_X(l.point), ST_Y(l.point), l.spread_m,
  l.source, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM geocoding_lot l WHERE l.point IS NOT NULL
ORDER BY l.point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) LIMIT 12

-- areas_at --
SELECT sido, gu, dong, kind FROM geocoding_area
WHERE abolished IS NULL AND boundary && ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)
  AND ST_Covers(boundary, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326))
