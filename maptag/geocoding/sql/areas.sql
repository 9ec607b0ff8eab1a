-- merge_areas --
-- The code table names the areas (abolished ones too), boundary files draw them; either may be loaded alone.
INSERT INTO geocoding_next.geocoding_area (code, kind, sido, gu, dong, abolished, boundary, point)
WITH worded AS (
  -- Three columns have the whole name in one, and no day of abolition: the code says how many of its words are what.
  SELECT s.file, s.line, s.code, w.words, w.words[1] AS sido, s.kind = '폐지' AS gone,
    cardinality(w.words) - (right(s.code, 2) <> '00')::int AS at_dong, substr(s.code, 6, 3) <> '000' AS in_dong
  FROM staged s JOIN staged_file f ON f.file = s.file
  CROSS JOIN LATERAL (SELECT string_to_array(btrim(s.text), ' ') AS words) w
  WHERE f.role = 'area' AND s.text <> '' AND s.code ~ '^\d{10}$'
), said AS (
  SELECT s.code, s.sido, s.gu, s.dong, s.ri, s.abolished FROM staged s JOIN staged_file f ON f.file = s.file
  WHERE f.role = 'area' AND s.text = ''
  UNION ALL
  SELECT w.code, w.sido, array_to_string(w.words[2:at_dong - in_dong::int], ' '),
    CASE WHEN in_dong THEN w.words[at_dong] ELSE '' END,
    CASE WHEN right(w.code, 2) <> '00' THEN w.words[cardinality(w.words)] ELSE '' END,
    CASE WHEN gone THEN coalesce(o.abolished::text, '1900-01-01') ELSE '' END
  FROM worded w LEFT JOIN geocoding_area o ON o.code = w.code
), coded AS (
  SELECT DISTINCT ON (code) code, coalesce(n.official, sido) AS sido,
    CASE WHEN gu = '' AND dong <> '' AND n.official = '세종특별자치시' THEN '세종시'
      ELSE regexp_replace(gu, '^(\S+시)\s*(\S+구)$', '\1 \2') END AS gu, btrim(dong || ' ' || ri) AS dong,
    -- As days from the first of the month: 30 February is a slip, no reason to end the load.
    (left(nullif(abolished, ''), 8) || '01')::date + right(nullif(abolished, ''), 2)::int - 1 AS abolished,
    CASE WHEN ri <> '' THEN 'ri' WHEN dong ~ '[읍면]$' THEN 'eupmyeon' WHEN dong <> '' THEN 'legal'
      WHEN gu <> '' THEN 'gu' ELSE 'sido' END AS kind
  FROM said s LEFT JOIN sido_names n ON n.written = s.sido
  WHERE s.code ~ '^\d{10}$' AND s.abolished ~ '^([12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$'
    AND length(s.sido) <= 20 AND length(s.gu) <= 30 AND length(btrim(s.dong || ' ' || s.ri)) <= 40
  ORDER BY code, (abolished <> '')
), drawn AS (
  SELECT DISTINCT ON (rpad(s.code, 10, '0')) rpad(s.code, 10, '0') AS code, s.kind, coalesce(n.official, s.sido) AS sido,
    regexp_replace(s.gu, '^(\S+시)\s*(\S+구)$', '\1 \2') AS gu,
    CASE WHEN s.text <> '' THEN coalesce(substring(s.text from '(\S+)$'), '') ELSE '' END AS dong,
    ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_SetSRID(s.shape::geometry, 4326)), 3)) AS boundary
  FROM staged s JOIN staged_file f ON f.file = s.file LEFT JOIN sido_names n ON n.written = s.sido
  WHERE f.role = 'boundary' AND s.code ~ '^\d{5,10}$'
    AND length(s.sido) <= 20 AND length(s.gu) <= 30 AND length(s.text) <= 90
  ORDER BY rpad(s.code, 10, '0'), s.file DESC, s.line DESC
), all_codes AS (
  SELECT code, kind, sido, gu, dong, abolished FROM coded
  UNION ALL
  SELECT code, kind, sido, gu, dong, NULL FROM drawn WHERE kind = 'administrative' AND code NOT IN (SELECT code FROM coded)
  UNION ALL
  SELECT code, kind, sido, gu, dong, abolished FROM geocoding_area
  WHERE code NOT IN (SELECT code FROM coded) AND code NOT IN (SELECT code FROM drawn WHERE kind = 'administrative')
)
SELECT c.code, c.kind, c.sido, c.gu, c.dong, c.abolished, coalesce(d.boundary, o.boundary),
  coalesce(ST_PointOnSurface(d.boundary), o.point)
FROM all_codes c LEFT JOIN drawn d ON d.code = c.code LEFT JOIN geocoding_area o ON o.code = c.code

-- merge_roads --
-- Lines as they are, one row a gu: cutting them at the border of the gu keeps a gu's part of a long road.
INSERT INTO geocoding_next.geocoding_road (sido, gu, name, lines)
SELECT coalesce(g.sido, ''), coalesce(g.gu, ''), r.name,
  ST_Multi(CASE WHEN g.boundary IS NULL OR ST_Covers(g.boundary, r.lines) THEN r.lines
    ELSE ST_CollectionExtract(ST_Intersection(r.lines, g.boundary), 2) END)
FROM (
  SELECT replace(s.name, ' ', '') AS name, ST_SetSRID(s.shape::geometry, 4326) AS lines
  FROM staged s JOIN staged_file f ON f.file = s.file WHERE f.role = 'osm_road' AND s.name <> '' AND length(s.name) <= 80
) r LEFT JOIN geocoding_next.geocoding_area g ON g.kind = 'gu' AND g.boundary && r.lines AND ST_Intersects(g.boundary, r.lines)
WHERE g.boundary IS NULL OR NOT ST_IsEmpty(ST_CollectionExtract(ST_Intersection(r.lines, g.boundary), 2))

-- refused --
-- Lines of areas, boundaries, places, roads and their former names that cannot be used.
INSERT INTO faults
SELECT * FROM (
  SELECT s.file, s.line, CASE
    WHEN f.role = 'area' AND s.code !~ '^\d{10}$' OR f.role = 'boundary' AND s.code !~ '^\d{5,10}$' THEN 'code'
    WHEN f.role = 'area' AND s.abolished !~ '^([12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$' THEN 'date'
    WHEN f.role = 'road_name' AND (s.road = '' OR s.gu = '' AND s.sido NOT LIKE '세종%') THEN 'road_name'
    WHEN f.role = 'place' AND (s.name = '' OR length(s.name) > 200) THEN 'name'
    WHEN f.role = 'place' AND (s.x !~ '^\d{2,3}\.\d+$' OR s.y !~ '^\d{2}\.\d+$'
      OR NOT (s.x::float8 BETWEEN 124 AND 132 AND s.y::float8 BETWEEN 32.5 AND 39.5)) THEN 'place'
    WHEN f.role = 'osm_road' AND s.name = '' THEN 'road_name'
    WHEN length(s.sido) > 20 OR length(s.gu) > 30 OR length(btrim(s.dong || ' ' || s.ri)) > 40 OR length(s.text) > 90
      OR f.role <> 'place' AND length(s.name) > 80 OR length(s.road) > 80 OR length(s.route) > 80 THEN 'long'
  END AS fault
  FROM staged s JOIN staged_file f ON f.file = s.file WHERE f.role IN ('area', 'boundary', 'place', 'road_name', 'osm_road')
) judged WHERE fault IS NOT NULL

-- names --
SELECT DISTINCT s.name, s.category FROM staged s JOIN staged_file f ON f.file = s.file
WHERE f.role = 'place' AND s.name <> '' AND length(s.name) <= 200 AND length(s.route) <= 80

-- strayed_places --
-- Places whose own address names a 시도, all of it drawn, while their point lies over 2 km outside: 양원역 of 서울 has that
-- of its namesake 200 km away.
INSERT INTO faults
SELECT s.file, s.line, 'strayed' FROM staged s JOIN staged_file f ON f.file = s.file
JOIN sido_names n ON n.written = split_part(btrim(s.text), ' ', 1)
CROSS JOIN LATERAL (
  SELECT CASE WHEN s.x ~ '^\d{2,3}\.\d+$' AND s.y ~ '^\d{2}\.\d+$'
    THEN ST_SetSRID(ST_MakePoint(s.x::float8, s.y::float8), 4326) END AS point
) p
CROSS JOIN LATERAL (SELECT ST_Buffer(p.point::geography, 2000)::geometry AS around OFFSET 0) c
WHERE f.role = 'place' AND p.point IS NOT NULL
  AND (SELECT count(*) > 0 AND bool_and(boundary IS NOT NULL AND NOT ST_Intersects(boundary, c.around))
    FROM geocoding_next.geocoding_area WHERE kind = 'gu' AND sido = n.official AND abolished IS NULL)

-- merge_places --
-- The files of one publisher replace that publisher's places; the others' stay.
INSERT INTO geocoding_next.{table} (name, name_key, initials, category, line, sido, gu, dong, source, point)
WITH told AS (
  SELECT s.*, ST_SetSRID(ST_MakePoint(x::float8, y::float8), 4326) AS point
  FROM staged s JOIN staged_file f ON f.file = s.file
  WHERE f.role = 'place' AND (s.osm = '1') = %(osm)s AND s.name <> '' AND length(s.route) <= 80
    AND NOT EXISTS (SELECT FROM faults x WHERE x.file = s.file AND x.line = s.line AND x.fault = 'strayed')
    AND x ~ '^\d{2,3}\.\d+$' AND y ~ '^\d{2}\.\d+$' AND x::float8 BETWEEN 124 AND 132 AND y::float8 BETWEEN 32.5 AND 39.5
), found AS (
  SELECT t.*, coalesce(g.sido, d.sido, n.official, '') AS in_sido, g.gu AS in_gu, coalesce(d.dong, '') AS in_dong FROM told t
  LEFT JOIN geocoding_next.geocoding_area d ON d.kind = 'legal' AND d.boundary && t.point AND ST_Covers(d.boundary, t.point)
  LEFT JOIN geocoding_next.geocoding_area g ON g.kind = 'gu' AND g.boundary && t.point AND ST_Covers(g.boundary, t.point)
  LEFT JOIN sido_names n ON n.written = split_part(btrim(t.text), ' ', 1)
)
SELECT f.name, n.name_key, n.initials, left(coalesce(nullif(f.kind, ''), f.category), 40), f.route, f.in_sido,
  coalesce(f.in_gu, ''), f.in_dong, f.publisher, f.point
FROM found f JOIN named n ON n.name = f.name AND n.category = f.category
UNION ALL
SELECT name, name_key, initials, category, line, sido, gu, dong, source, point FROM {table}
WHERE source NOT IN (SELECT publisher FROM told)
