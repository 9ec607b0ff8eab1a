-- votes --
-- Publishers differ: 8,208 of the sample's 20,962 addresses have several points, a tenth of those over 148 m apart.
-- A publisher's distinct places (to about 10 m) are its votes; places within 100 m of each other support each other.
-- A place over 600 m from every line of its road is not believed (universities reach 500 m), nor one over 100 m
-- outside the dong that its own row names. `reach`: metres to all places of the address together.
CREATE TEMP TABLE votes ON COMMIT DROP AS
WITH places AS (
  SELECT form AS key, sido, publisher, ST_SnapToGrid(point, 0.0001) AS cell, min(gu) AS gu, min(dong) AS dong, min(road) AS road,
    ST_Centroid(ST_Collect(point)) AS point, count(*) AS n
  FROM keyed WHERE point IS NOT NULL AND publisher <> '행정안전부'
  GROUP BY form, sido, publisher, cell
), supported AS (
  SELECT a.key, a.sido, a.point, a.gu, a.dong, a.road,
    count(DISTINCT b.publisher) FILTER (WHERE m.apart <= 100) AS publishers,
    sum(b.n) FILTER (WHERE m.apart <= 100) AS rows, sum(m.apart) AS reach
  FROM places a JOIN places b ON b.key = a.key AND b.sido = a.sido
  CROSS JOIN LATERAL (SELECT ST_DistanceSphere(a.point, b.point) AS apart) m
  GROUP BY a.key, a.sido, a.publisher, a.point, a.gu, a.dong, a.road
)
SELECT s.key, s.sido, s.point, s.publishers, s.rows, s.reach, r.metres AS off_road,
  coalesce(r.metres, 0) <= 600 AND NOT EXISTS (
    SELECT FROM geocoding_next.geocoding_area d
    WHERE d.kind = 'legal' AND d.sido = s.sido AND d.gu = s.gu AND d.dong = s.dong AND NOT ST_Intersects(d.boundary, s.point)
      AND NOT ST_DWithin(d.boundary::geography, s.point::geography, 100, false)
  ) AS plausible
FROM supported s LEFT JOIN LATERAL (
  SELECT min(ST_DistanceSphere(s.point, ST_ClosestPoint(lines, s.point))) AS metres
  FROM geocoding_next.geocoding_road WHERE name = s.road AND sido IN (s.sido, '')
) r ON true

-- elect --
-- The best supported place wins, of equals the one in the middle; a rival as well supported over 400 m away leaves the
-- address without a point (nearer, it is one large site: the spread says so). Points that lost are kept for the
-- reviewer. Of places that one publisher alone gives, 1.5 % were over 150 m off, but 33 % of those over 100 m from the
-- line of their road: they get that doubt as their spread.
CREATE TEMP TABLE located ON COMMIT DROP AS
WITH ranked AS (
  SELECT *, row_number() OVER (PARTITION BY key, sido ORDER BY plausible DESC, publishers DESC, reach, rows DESC) AS rank
  FROM votes
), judged AS (
  SELECT best.key, best.sido, best.point, best.plausible, best.publishers,
    coalesce(max(ST_DistanceSphere(best.point, other.point)) FILTER (WHERE other.plausible),
      CASE WHEN best.off_road > 100 THEN 300 END) AS spread_m,
    bool_or(other.publishers >= best.publishers AND other.plausible = best.plausible
      AND ST_DistanceSphere(best.point, other.point) > 400) AS tied,
    ST_Multi(ST_Collect(other.point)) AS points
  FROM ranked best LEFT JOIN ranked other ON other.key = best.key AND other.sido = best.sido AND other.rank > 1
  WHERE best.rank = 1 GROUP BY best.key, best.sido, best.point, best.plausible, best.publishers, best.off_road
)
SELECT hashtextextended(sido, key) AS key, sido, CASE WHEN plausible AND tied IS NOT true THEN point END AS point, spread_m, 'building' AS position_type,
  false AS at_side, CASE WHEN NOT plausible OR tied THEN ST_Multi(ST_CollectionHomogenize(ST_Collect(point, points))) END AS disputed
FROM judged
UNION ALL
SELECT * FROM (
  SELECT DISTINCT ON (key, sido) key, sido, point, NULL::float8, position_type, at_side AND change <> '34', NULL::geometry
  FROM keyed WHERE point IS NOT NULL AND publisher = '행정안전부' AND NOT (changes AND change = '63')
  ORDER BY key, sido, (position_type <> 'entrance'), at_side, changes DESC, file DESC, line DESC
) official

-- index_located --
CREATE INDEX ON located (key)

-- keep_main_entrances --
-- Files of entrances at the side come apart from those of the main ones, and may come after them.
DELETE FROM located l USING geocoding_roadaddress a
WHERE l.at_side AND a.key = l.key AND a.sido = l.sido AND a.position_type = 'entrance'

-- changed --
-- The last word of the daily changes on each address (31 new, 34 changed, 63 deleted). An entrance or a related lot that
-- is gone takes no address with it, nor does one building of several while another of them is told the same day.
CREATE TEMP TABLE changed ON COMMIT DROP AS
SELECT DISTINCT ON (key, sido) key, sido, file, line, change = '63' AS deleted
FROM keyed WHERE changes AND role = 'register' ORDER BY key, sido, file DESC, (is_building AND change = '63'), line DESC

-- analyze_changed --
ANALYZE changed

-- replaced --
-- The 시도 of which a whole register is here.
CREATE TEMP TABLE replaced ON COMMIT DROP AS
SELECT DISTINCT sido FROM keyed WHERE role = 'register' AND NOT changes

-- merge_addresses --
-- What the new files say of an address, over what is known of it already. Whole registers replace their 시도;
-- daily changes replace their addresses only, the last one counts; entrances and lots only add.
INSERT INTO geocoding_next.geocoding_roadaddress (sido, gu, dong, admin_dong, road, level, main, sub, postcode, building,
  buildings, road_code, point, position_type, spread_m, disputed, source, key, road_key, previous_key)
WITH said AS (
  SELECT key, sido, min(gu) AS gu, road, level, main, sub,
    max(dong) AS dong, max(admin_dong) AS admin_dong,
    max(postcode) AS postcode, max(building) AS building, max(road_code) AS road_code, max(publisher) AS source,
    max(previous) AS previous, count(*) FILTER (WHERE is_building AND (NOT changes OR change = '31')) AS buildings
  FROM keyed k WHERE role <> 'lot' AND NOT (changes AND change = '63') AND NOT EXISTS (
    SELECT FROM changed c WHERE c.key = k.key AND c.sido = k.sido
      AND (c.deleted OR k.role = 'register' AND (k.file, k.line) <> (c.file, c.line)))
  GROUP BY key, sido, road, level, main, sub
), kept AS (
  SELECT a.* FROM geocoding_roadaddress a
  WHERE a.sido NOT IN (SELECT sido FROM replaced)
    AND NOT EXISTS (SELECT FROM changed c WHERE c.key = a.key AND c.sido = a.sido AND c.deleted)
), merged AS (
  SELECT coalesce(s.sido, k.sido) AS sido, coalesce(s.gu, k.gu) AS gu, coalesce(nullif(s.dong, ''), k.dong, '') AS dong,
    coalesce(nullif(s.admin_dong, ''), k.admin_dong, '') AS admin_dong, coalesce(s.road, k.road) AS road,
    coalesce(s.level, k.level) AS level, coalesce(s.main, k.main) AS main, coalesce(s.sub, k.sub) AS sub,
    coalesce(nullif(s.postcode, ''), k.postcode, '') AS postcode, coalesce(nullif(s.building, ''), k.building, '') AS building,
    least(greatest(coalesce(k.buildings, 0) + coalesce(s.buildings, 0), 1), 32767) AS buildings,
    coalesce(nullif(s.road_code, ''), k.road_code, '') AS road_code, coalesce(s.source, k.source) AS source,
    coalesce(s.key, k.key) AS key, k.previous_key,
    regexp_match(s.previous, '^\S+\s+(?:(\S+시\s+\S+구|\S+[시군구])\s+)?(?:\S+[읍면]\s+)?(\S+(?:로|길))\s+(지하)?\s*(\d+)(?:-(\d+))?\s*$') AS previous
  FROM said s FULL JOIN kept k ON k.key = s.key AND k.sido = s.sido
)
SELECT m.sido, m.gu, m.dong, m.admin_dong, m.road, m.level, m.main, m.sub, m.postcode, m.building, m.buildings, m.road_code,
  coalesce(l.point, o.point), coalesce(l.position_type, o.position_type, ''),
  CASE WHEN l.key IS NOT NULL THEN l.spread_m ELSE o.spread_m END,
  CASE WHEN l.key IS NOT NULL THEN l.disputed ELSE o.disputed END, m.source, m.key,
  hashtextextended(m.road || '|' || m.level || m.main || '-' || m.sub, 0),
  coalesce(hashtextextended(m.sido, hashtextextended(coalesce(m.previous[1], m.gu) || '|' || m.previous[2] || '|'
    || coalesce(m.previous[3], '') || m.previous[4] || '-' || coalesce(m.previous[5], '0'), 0)), m.previous_key)
FROM merged m LEFT JOIN located l ON l.key = m.key AND l.sido = m.sido
LEFT JOIN geocoding_roadaddress o ON o.key = m.key AND o.sido = m.sido AND l.key IS NULL
ORDER BY m.gu, m.road, m.main, m.sub

-- renamed_roads --
-- Names that are no longer in use (TN_SPRD_RDNM), with the road that took their place, where one did: either row may name
-- the other's code (시군구5 + 도로명7) as its history. What earlier loads said stays, until a road bears the name again.
CREATE TEMP TABLE renamed ON COMMIT DROP AS
WITH named AS (
  SELECT s.code || s.road_number AS code, replace(s.road, ' ', '') AS road, coalesce(n.official, s.sido) AS sido,
    CASE WHEN s.gu = '' THEN '세종시' ELSE regexp_replace(s.gu, '^(\S+시)\s*(\S+구)$', '\1 \2') END AS gu,
    left(s.previous, 12) AS other, s.kind = '1' OR s.abolished <> '' AS gone
  FROM staged s JOIN staged_file f ON f.file = s.file LEFT JOIN sido_names n ON n.written = s.sido
  WHERE f.role = 'road_name' AND s.road <> '' AND length(s.road) <= 80 AND length(s.gu) <= 30 AND length(s.sido) <= 20
    AND (s.gu <> '' OR n.official = '세종특별자치시')
), told AS (
  SELECT DISTINCT old.sido, old.gu, old.road, coalesce(new.gu, '') AS new_gu, coalesce(new.road, '') AS new_road
  FROM named old
  LEFT JOIN named new ON NOT new.gone AND (new.other = old.code OR old.other = new.code)
    AND (new.road, new.gu) <> (old.road, old.gu)
  WHERE old.gone
)
SELECT * FROM told t
WHERE NOT EXISTS (SELECT FROM named n WHERE n.sido = t.sido AND n.gu = t.gu AND n.road = t.road AND NOT n.gone)
UNION
SELECT r.sido, r.gu, r.name, r.successor_gu, r.successor FROM geocoding_registeredroad r
WHERE r.numbers = 0
  AND NOT EXISTS (SELECT FROM named n WHERE n.sido = r.sido AND n.gu = r.gu AND n.road = r.name AND NOT n.gone)
  AND NOT EXISTS (SELECT FROM told t WHERE t.sido = r.sido AND t.gu = r.gu AND t.road = r.name AND t.new_road <> '')

-- rename_roads --
-- Numbers stay when a road is renamed.
UPDATE geocoding_next.geocoding_roadaddress a
SET previous_key = hashtextextended(a.sido, hashtextextended(r.gu || '|' || r.road || '|' || a.level || a.main || '-' || a.sub, 0))
FROM renamed r WHERE a.sido = r.sido AND a.gu = r.new_gu AND a.road = r.new_road AND a.previous_key IS NULL

-- place_in_dongs --
-- An address whose rows name no 법정동 takes that of its point.
UPDATE geocoding_next.geocoding_roadaddress a SET dong = d.dong
FROM geocoding_next.geocoding_area d
WHERE a.dong = '' AND a.point IS NOT NULL AND d.kind = 'legal' AND d.sido = a.sido AND d.gu = a.gu
  AND d.boundary && a.point
  AND ST_Covers(d.boundary, a.point)

-- distrust_other_gu --
-- A point that lies over 300 m outside its own 시군구 was geocoded to a namesake elsewhere.
UPDATE geocoding_next.geocoding_roadaddress a SET disputed = ST_Multi(a.point), point = NULL
FROM geocoding_next.geocoding_area g
WHERE g.kind = 'gu' AND g.gu = a.gu AND g.sido = a.sido AND g.boundary IS NOT NULL AND a.point IS NOT NULL
  AND a.source <> '행정안전부'
  AND NOT ST_Intersects(g.boundary, a.point) AND NOT ST_DWithin(g.boundary::geography, a.point::geography, 300, false)

-- lots_said --
CREATE TEMP TABLE lots_said ON COMMIT DROP AS
SELECT p.sido, p.gu, p.dong, p.mountain, p.lot_main AS main, p.lot_sub AS sub,
  hashtextextended(p.sido, hashtextextended(
    p.gu || '|' || p.dong || '|' || CASE WHEN p.mountain THEN '산' ELSE '' END || p.lot_main || '-' || p.lot_sub, 0)) AS key,
  CASE WHEN p.main IS NOT NULL AND p.road <> '' THEN
    hashtextextended(p.sido, hashtextextended(p.gu || '|' || p.road || '|' || p.level || p.main || '-' || p.sub, 0))
  END AS address_key,
  p.related, p.point, p.publisher, p.changes AND p.change = '63' AS deleted, p.changes, p.role,
  p.file, p.line
FROM parsed p WHERE p.lot_main IS NOT NULL AND p.dong <> '' AND p.gu <> '' AND (p.fault IS NULL OR p.fault = 'far')

-- distrust_far_lots --
-- The sample repeats one publisher's mistaken point for a lot; over 300 m outside its dong it is another place.
UPDATE lots_said l SET point = NULL
FROM geocoding_next.geocoding_area d
WHERE d.kind = 'legal' AND d.sido = l.sido AND d.gu = l.gu AND d.dong = l.dong AND l.point IS NOT NULL
  AND NOT ST_Intersects(d.boundary, l.point) AND NOT ST_DWithin(d.boundary::geography, l.point::geography, 300, false)

-- lot_points --
-- The sample's lots carry points of their own: the middle one, and how far the others are from it.
CREATE TEMP TABLE lot_points ON COMMIT DROP AS
WITH middle AS (
  SELECT key, sido, ST_SetSRID(ST_MakePoint(percentile_disc(0.5) WITHIN GROUP (ORDER BY ST_X(point)),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY ST_Y(point))), 4326) AS centre
  FROM lots_said WHERE point IS NOT NULL AND publisher <> '행정안전부' GROUP BY key, sido
)
SELECT DISTINCT ON (s.key, s.sido) s.key, s.sido, s.point,
  max(ST_DistanceSphere(s.point, m.centre)) OVER (PARTITION BY s.key, s.sido) AS spread_m
FROM lots_said s JOIN middle m ON m.key = s.key AND m.sido = s.sido WHERE s.point IS NOT NULL
ORDER BY s.key, s.sido, ST_DistanceSphere(s.point, m.centre)

-- merge_lots --
-- A changed address brings its own lot along; a deleted one leaves none behind, since nothing knows where they are.
-- Whole files of addresses' own lots and of related ones come apart: each replaces its own kind in its 시도. Of the
-- other kind stays what hangs on an address that is still there.
INSERT INTO geocoding_next.geocoding_lot (sido, gu, dong, mountain, main, sub, address_id, related, point, spread_m, source, key, dong_key)
WITH told_anew AS (
  SELECT DISTINCT sido, related FROM lots_said WHERE NOT changes
), told AS (
  SELECT sido, gu, dong, mountain, main, sub, key, address_key, bool_and(related) AS related, max(publisher) AS source
  FROM lots_said s WHERE NOT deleted AND NOT EXISTS (
    SELECT FROM changed c WHERE c.key = s.address_key AND c.sido = s.sido
      AND (c.deleted OR s.role = 'register' AND (s.file, s.line) <> (c.file, c.line)))
  GROUP BY sido, gu, dong, mountain, main, sub, key, address_key
), kept AS (
  SELECT l.sido, l.gu, l.dong, l.mountain, l.main, l.sub, l.key, a.key AS address_key, l.related, l.source, l.point, l.spread_m
  FROM geocoding_lot l LEFT JOIN geocoding_roadaddress a ON a.id = l.address_id
  WHERE (l.sido, l.related) NOT IN (SELECT sido, related FROM told_anew)
    AND NOT EXISTS (SELECT FROM lots_said s WHERE s.key = l.key AND s.sido = l.sido AND s.address_key = a.key)
    AND NOT EXISTS (SELECT FROM lots_said s WHERE s.key = l.key AND s.sido = l.sido AND s.address_key IS NULL AND a.key IS NULL)
    AND NOT EXISTS (SELECT FROM changed c WHERE c.key = a.key AND c.sido = a.sido AND (c.deleted OR NOT l.related))
), both_ AS (
  SELECT sido, gu, dong, mountain, main, sub, key, address_key, related, source, NULL::geometry AS point, NULL::float8 AS spread_m, false AS is_kept FROM told
  UNION ALL
  SELECT sido, gu, dong, mountain, main, sub, key, address_key, related, source, point, spread_m, true FROM kept
)
SELECT b.sido, b.gu, b.dong, b.mountain, b.main, b.sub, a.id, b.related, coalesce(p.point, b.point), coalesce(p.spread_m, b.spread_m),
  b.source, b.key, hashtextextended(b.dong || '|' || CASE WHEN b.mountain THEN '산' ELSE '' END || b.main || '-' || b.sub, 0)
FROM both_ b LEFT JOIN geocoding_next.geocoding_roadaddress a ON a.key = b.address_key AND a.sido = b.sido
LEFT JOIN lot_points p ON p.key = b.key AND p.sido = b.sido
WHERE NOT (b.is_kept AND a.id IS NULL AND b.sido IN (SELECT sido FROM replaced))
ORDER BY b.gu, b.dong, b.main, b.sub

-- settle_disputes --
-- Of several contradicting points the only one that the neighbouring numbers bear out (building numbers step ten metres
-- along the road): nine in ten within 120 m.
UPDATE geocoding_next.geocoding_roadaddress a SET point = chosen.point, spread_m = 150, position_type = 'building'
FROM (
  SELECT id, (array_agg(point))[1] AS point FROM (
    SELECT t.id, p.geom AS point,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_DistanceSphere(p.geom, n.point) - 12 * abs(n.main - t.main)) AS excess
    FROM geocoding_next.geocoding_roadaddress t CROSS JOIN LATERAL ST_Dump(t.disputed) p
    JOIN geocoding_next.geocoding_roadaddress n ON n.road = t.road AND n.gu = t.gu AND n.sido = t.sido
      AND n.level = t.level AND n.main BETWEEN t.main - 40 AND t.main + 40 AND n.point IS NOT NULL
    WHERE t.point IS NULL AND ST_NumGeometries(t.disputed) > 1
    GROUP BY t.id, p.geom
  ) judged WHERE excess <= 100
  GROUP BY id HAVING count(*) = 1
) chosen WHERE chosen.id = a.id

-- distrust_misnumbered --
-- Where one publisher alone gives a point and most neighbours within 40 numbers say that it lies too far away, 43 % of
-- such points were over 150 m off (of the others 3 %). Up to 300 m beyond what the numbers allow, half of them were
-- within 80 m and nine in ten within 260 m, nearer than interpolation: the point stays, with that as its error. Farther
-- out, most were over 300 m off.
UPDATE geocoding_next.geocoding_roadaddress a
SET spread_m = CASE WHEN excess <= 300 THEN 260 END, point = CASE WHEN excess <= 300 THEN point END,
  disputed = CASE WHEN excess > 300 THEN ST_Multi(point) END
FROM (
  SELECT t.id,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_DistanceSphere(t.point, n.point) - 10 * abs(n.main - t.main)) AS excess
  FROM geocoding_next.geocoding_roadaddress t
  JOIN geocoding_next.geocoding_roadaddress n ON n.road = t.road AND n.gu = t.gu AND n.sido = t.sido AND n.id <> t.id
    AND n.level = t.level AND n.main BETWEEN t.main - 40 AND t.main + 40 AND n.point IS NOT NULL
  WHERE t.source <> '행정안전부' AND t.spread_m IS NULL AND t.point IS NOT NULL
  GROUP BY t.id
  HAVING count(*) FILTER (WHERE ST_DistanceSphere(t.point, n.point) > 12 * abs(n.main - t.main) + 100) * 2 > count(*)
) suspect WHERE suspect.id = a.id

-- distrust_contradicted_lots --
-- A lot's own point, against the building on it: over 150 m apart 41 % of the points were wrong by that much: the
-- building stands for the lot then. 46 % were, where the building's own publishers could not agree, nine in ten within
-- 740 m: the point stays, with a spread that says so.
UPDATE geocoding_next.geocoding_lot l
SET point = CASE WHEN a.point IS NULL THEN l.point END,
  spread_m = CASE WHEN a.point IS NULL THEN 1100 ELSE l.spread_m END
FROM geocoding_next.geocoding_roadaddress a
WHERE a.id = l.address_id AND l.point IS NOT NULL AND a.disputed IS NOT NULL AND a.point IS NULL
  OR a.id = l.address_id AND ST_DistanceSphere(a.point, l.point) > 150

-- register_roads --
INSERT INTO geocoding_next.geocoding_registeredroad (sido, gu, name, numbers, located, successor_gu, successor, point, reach_m)
SELECT sido, gu, road, count(*), count(point), '', '',
  ST_SetSRID(ST_MakePoint(avg(ST_X(point)), avg(ST_Y(point))), 4326),
  ST_DistanceSphere(ST_MakePoint(min(ST_X(point)), min(ST_Y(point))), ST_MakePoint(max(ST_X(point)), max(ST_Y(point)))) / 2
FROM geocoding_next.geocoding_roadaddress GROUP BY sido, gu, road

-- register_dongs --
-- By jumps from one name to the next in the index of the lots: 7 million lots need not be read for 20,000 dongs.
INSERT INTO geocoding_next.geocoding_registereddong (sido, gu, name)
WITH RECURSIVE named AS (
  (SELECT dong, gu FROM geocoding_next.geocoding_lot ORDER BY dong, gu LIMIT 1)
  UNION ALL
  SELECT further.dong, further.gu FROM named CROSS JOIN LATERAL (
    SELECT dong, gu FROM geocoding_next.geocoding_lot l
    WHERE (l.dong, l.gu) > (named.dong, named.gu) ORDER BY l.dong, l.gu LIMIT 1
  ) further
), loaded AS (
  SELECT DISTINCT sido, gu FROM geocoding_next.geocoding_registeredroad WHERE numbers > 0
)
SELECT DISTINCT sido, gu, split_part(dong, ' ', 1) FROM named JOIN loaded USING (gu)
WHERE EXISTS (SELECT FROM geocoding_next.geocoding_lot l WHERE l.dong = named.dong AND l.gu = named.gu AND l.sido = loaded.sido)

-- register_former_roads --
-- Names of roads that are gone, as roads with no numbers, and what took their place: a register may come later.
INSERT INTO geocoding_next.geocoding_registeredroad (sido, gu, name, numbers, located, successor_gu, successor)
SELECT f.sido, f.gu, f.road, 0, 0, f.new_gu, f.new_road FROM renamed f
WHERE NOT EXISTS (
  SELECT FROM geocoding_next.geocoding_registeredroad r
  WHERE r.sido = f.sido AND r.gu = f.gu AND r.name = f.road AND r.numbers > 0)

-- shrunk --
-- (sido, addresses before, addresses now) of which a load leaves less than half: a file may be cut off, or hold a part.
SELECT before.sido, before.addresses, coalesce(now.addresses, 0)
FROM (SELECT sido, sum(numbers) AS addresses FROM geocoding_registeredroad GROUP BY sido) before
LEFT JOIN (SELECT sido, sum(numbers) AS addresses FROM geocoding_next.geocoding_registeredroad GROUP BY sido) now USING (sido)
WHERE before.addresses >= 1000 AND coalesce(now.addresses, 0) * 2 < before.addresses
ORDER BY before.sido
