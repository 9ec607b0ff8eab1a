-- numbers --
-- Buildings of a road whose number begins with the typed digits, nearest numbers first.
SELECT 0, a.id, a.sido, a.gu, a.dong, a.road, a.level, a.main, a.sub, a.building, ST_X(a.point), ST_Y(a.point),
  a.position_type, a.spread_m, a.source, l.dong, l.mountain, l.main, l.sub, NULL
FROM geocoding_roadaddress a
LEFT JOIN LATERAL (
  SELECT dong, mountain, main, sub FROM geocoding_lot WHERE address_id = a.id ORDER BY related, id LIMIT 1
) l ON true
WHERE a.road = %(road)s AND (%(gu)s = '' OR a.gu = %(gu)s) AND a.point IS NOT NULL
  AND a.main::text LIKE %(digits)s || '%%'
ORDER BY a.main, a.sub, a.gu LIMIT %(limit)s

-- roads --
-- The middle of the known numbers of roads, and how far they reach in metres.
SELECT gu, name, sido, ST_X(point), ST_Y(point), reach_m FROM geocoding_registeredroad
WHERE point IS NOT NULL AND (gu, name) IN (SELECT * FROM unnest(%(gus)s::text[], %(roads)s::text[]))

-- places --
-- Places whose key or 초성 ({column}) begins with what was typed; those of the loaded
-- region, then short names, then near the map's centre.
SELECT name, category, line, gu, dong, ST_X(point), ST_Y(point) FROM (
  (SELECT name, name_key, category, line, gu, dong, point FROM geocoding_place WHERE {column} LIKE %(prefix)s
   ORDER BY (gu = ''), length(name_key), point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) LIMIT 60)
  UNION ALL
  (SELECT name, name_key, category, line, gu, dong, point FROM geocoding_osmplace WHERE {column} LIKE %(prefix)s
   ORDER BY (gu = ''), length(name_key), point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) LIMIT 60)
) found
ORDER BY (gu = ''), (category = 'station') DESC, length(name_key), point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)

-- nearest_address --
SELECT 0, a.id, a.sido, a.gu, a.dong, a.road, a.level, a.main, a.sub, a.building, ST_X(a.point), ST_Y(a.point),
  a.position_type, a.spread_m, a.source, l.dong, l.mountain, l.main, l.sub, NULL
FROM geocoding_roadaddress a
LEFT JOIN LATERAL (
  SELECT dong, mountain, main, sub FROM geocoding_lot WHERE address_id = a.id ORDER BY related, id LIMIT 1
) l ON true
WHERE a.point IS NOT NULL
ORDER BY a.point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) LIMIT 5

-- nearest_lot --
SELECT 0, l.id, l.sido, l.gu, l.dong, l.mountain, l.main, l.sub, l.related, ST_X(l.point), ST_Y(l.point), l.spread_m,
  l.source, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM geocoding_lot l WHERE l.point IS NOT NULL
ORDER BY l.point <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) LIMIT 5

-- areas_at --
SELECT sido, gu, dong, kind FROM geocoding_area
WHERE abolished IS NULL AND boundary && ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)
  AND ST_Covers(boundary, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326))
