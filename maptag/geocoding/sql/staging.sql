-- parse --
-- Staged text as typed values, with the reason why a row cannot be used (null: it can).
-- The sample has rows whose road column is empty although the text names a road with a digit in its name
-- (가산디지털1로 186): 976 of 36,531; the pattern reads those. A lot number without a dong is not a lot number.
-- OFFSET 0 keeps the planner from evaluating each pattern again wherever its result is used (seven times).
CREATE TEMP TABLE parsed ON COMMIT DROP AS
WITH texts AS (
  SELECT s.*, f.layout, f.role, f.changes, f.srid,
    CASE WHEN s.road = '' AND s.text <> '' THEN regexp_match(s.text,
      '^\S+\s+\S+\s+([가-힣0-9·.]+?(?:로|길)(?:\s*\d+[가-힣]?길)?)\s+(지하\s?)?(\d{1,5})(?:-(\d{1,5}))?(?![\d가-힣]*길)') END AS read
  FROM staged s JOIN staged_file f ON f.file = s.file
  WHERE f.role IN ('register', 'entrance', 'lot')
), typed AS (
  SELECT file, line, layout, role, changes, change, kind, srid, road_code,
    coalesce(nullif(sido, ''), split_part(coalesce(nullif(btrim(text), ''), btrim(lot_text)), ' ', 1)) AS sido,
    CASE WHEN gu LIKE '%시%구' THEN regexp_replace(gu, '^(\S+시)\s*(\S+구)$', '\1 \2') ELSE gu END AS gu,
    CASE WHEN dong = '' AND text <> '' THEN coalesce(substring(text from '\(\s*([가-힣0-9]+[동가로])\s*[,)]'), '')
      ELSE btrim(dong || ' ' || ri) END AS dong, left(admin_dong, 40) AS admin_dong,
    CASE WHEN length(zone) = 5 THEN zone WHEN length(postcode) = 5 THEN postcode ELSE '' END AS postcode,
    left(coalesce(nullif(building, ''), ledger), 200) AS building, publisher, previous,
    replace(coalesce(read[1], road), ' ', '') AS road,
    CASE WHEN level IN ('1', 'B') OR read[2] IS NOT NULL THEN '지하' WHEN level = '2' THEN '공중' ELSE '' END AS level,
    coalesce(read[3], main) AS main, coalesce(read[4], nullif(sub, ''), '0') AS sub,
    mountain IN ('1', '산') AS mountain,
    CASE WHEN dong <> '' THEN lot_main ELSE '' END AS lot_main, coalesce(nullif(lot_sub, ''), '0') AS lot_sub,
    coalesce(nullif(x, ''), building_x) AS x, coalesce(nullif(y, ''), building_y) AS y,
    CASE WHEN x <> '' AND role = 'entrance' THEN 'entrance' WHEN x <> '' AND building_x <> '' THEN 'entrance' ELSE 'building' END AS position_type
  FROM texts OFFSET 0
), judged AS (
  SELECT *,
    CASE
      WHEN changes AND change NOT IN ('31', '34', '63') THEN 'change'
      WHEN length(sido) > 20 OR length(gu) > 30 OR length(dong) > 40 OR length(road) > 80 OR length(road_code) > 12 THEN 'long'
      WHEN role <> 'lot' AND main <> '' AND (main !~ '^\d{1,5}$' OR sub !~ '^\d{1,5}$') THEN 'number'
      WHEN lot_main <> '' AND (lot_main !~ '^\d{1,5}$' OR lot_sub !~ '^\d{1,5}$') THEN 'lot_number'
      WHEN (main = '' OR (road = '' AND road_code = '')) AND lot_main = '' THEN 'nothing'
      WHEN (x <> '' OR y <> '') AND (x !~ '^-?\d{1,8}(\.\d+)?$' OR y !~ '^-?\d{1,8}(\.\d+)?$') THEN 'coordinate'
    END AS fault
  FROM typed OFFSET 0
)
SELECT file, line, role, changes, change, role = 'lot' AND kind <> '0' AS related, kind = 'RS' AS at_side,
  layout IN ('build', 'match_build') AS is_building, coalesce(n.official, sido) AS sido,
  CASE WHEN gu = '' AND n.official = '세종특별자치시' THEN '세종시' ELSE gu END AS gu, dong, admin_dong, postcode, building, publisher, previous,
  road_code, road, level, mountain, position_type, fault,
  CASE WHEN fault IS NULL AND main <> '' AND (road <> '' OR road_code <> '') THEN main::int END AS main,
  CASE WHEN fault IS NULL THEN sub::int END AS sub,
  CASE WHEN fault IS NULL AND lot_main <> '' AND lot_main::int > 0 THEN lot_main::int END AS lot_main,
  CASE WHEN fault IS NULL THEN lot_sub::int END AS lot_sub,
  CASE WHEN fault IS NULL AND x <> '' AND y <> '' THEN
    -- Farther out PROJ gives up, and with it the load: null island is refused like any other point abroad.
    CASE WHEN greatest(abs(x::float8), abs(y::float8)) > 5000000 THEN ST_SetSRID(ST_MakePoint(0, 0), 4326) ELSE ST_Transform(ST_SetSRID(ST_MakePoint(x::float8, y::float8),
      CASE WHEN x::float8 BETWEEN 120 AND 135 THEN 4326 ELSE srid END), 4326) END END AS point
FROM judged LEFT JOIN sido_names n ON n.written = sido

-- unknown_dongs --
-- What stands in parentheses behind a road address is its 법정동, or the building's name (도암경로당, 211동).
UPDATE parsed p SET dong = ''
FROM staged s WHERE s.file = p.file AND s.line = p.line AND s.dong = '' AND s.text <> '' AND p.dong <> ''
  AND NOT EXISTS (SELECT FROM geocoding_next.geocoding_area a WHERE a.sido = p.sido AND a.gu = p.gu AND a.dong = p.dong
    AND a.kind = 'legal')

-- refuse_far --
-- Coordinates outside Korea are a wrong CRS or swapped axes: the address stays, its point does not.
UPDATE parsed SET point = NULL, fault = 'far'
WHERE point IS NOT NULL AND NOT (ST_X(point) BETWEEN 124 AND 132 AND ST_Y(point) BETWEEN 32.5 AND 39.5)

-- refuse_unnamed --
-- A road that is given by its code alone, which no register has; or a row without 시군구. (세종 has none and got its own.)
UPDATE parsed SET fault = CASE WHEN road = '' AND road_code <> '' THEN 'road' ELSE 'gu' END
WHERE fault IS NULL AND (gu = '' OR role <> 'lot' AND road = '' AND lot_main IS NULL)

-- road_names --
-- jibun_rnaddrkor and match_jibun name the road by its code only; the register (new or already loaded) knows its name.
CREATE TEMP TABLE road_names ON COMMIT DROP AS
WITH told AS (
  SELECT road_code, min(sido) AS sido, min(gu) AS gu, min(road) AS road
  FROM parsed WHERE road_code <> '' AND road <> '' GROUP BY road_code
), before AS (
  SELECT road_code, min(sido) AS sido, min(gu) AS gu, min(road) AS road
  FROM geocoding_roadaddress WHERE road_code <> '' GROUP BY road_code
)
SELECT * FROM told UNION ALL SELECT * FROM before b WHERE NOT EXISTS (SELECT FROM told t WHERE t.road_code = b.road_code)

-- name_roads --
UPDATE parsed p SET road = n.road, sido = n.sido, gu = n.gu
FROM road_names n WHERE p.road = '' AND p.road_code <> '' AND p.fault IS NULL AND n.road_code = p.road_code

-- refused --
INSERT INTO faults SELECT file, line, fault FROM parsed WHERE fault IS NOT NULL

-- count_faults --
-- (file, fault, how many)
SELECT file, fault, count(*) FROM faults GROUP BY file, fault ORDER BY file, fault

-- list_faults --
-- (file, line, fault)
SELECT file, line, fault FROM faults ORDER BY file, line LIMIT %(limit)s

-- keyed --
-- One row per mention of an address, keyed; `form` is the hash without its 시도, by which votes that tie have an order
-- that no change of keys moves. Rows whose road nobody named cannot be addressed.
CREATE TEMP TABLE keyed ON COMMIT DROP AS
SELECT p.*, hashtextextended(sido, f.form) AS key, f.form
FROM parsed p CROSS JOIN LATERAL (
  SELECT hashtextextended(gu || '|' || road || '|' || level || main || '-' || sub, 0) AS form
) f WHERE main IS NOT NULL AND road <> '' AND gu <> '' AND (fault IS NULL OR fault = 'far')

-- spare_estates --
-- Where a register counts several buildings at an address, one that is gone leaves the address to the others.
DELETE FROM parsed p USING keyed k, geocoding_roadaddress a
WHERE k.changes AND k.change = '63' AND k.is_building AND a.key = k.key AND a.sido = k.sido AND a.buildings > 1
  AND p.file = k.file AND p.line = k.line

-- spare_estates_keyed --
DELETE FROM keyed k USING geocoding_roadaddress a
WHERE k.changes AND k.change = '63' AND k.is_building AND a.key = k.key AND a.sido = k.sido AND a.buildings > 1

-- index_keyed --
CREATE INDEX ON keyed (key)

-- analyze_keyed --
ANALYZE keyed

-- missing_sidos --
-- A row whose text does not begin with its 시도 ("-", a dong) takes that of most rows of its file.
UPDATE parsed p SET sido = f.sido
FROM (SELECT file, mode() WITHIN GROUP (ORDER BY sido) AS sido FROM parsed
      WHERE sido IN (SELECT official FROM sido_names) GROUP BY file) f
WHERE f.file = p.file AND p.gu <> '' AND p.sido NOT IN (SELECT official FROM sido_names)
