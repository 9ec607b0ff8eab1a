-- roads --
-- (gu, road) of the register and of OpenStreetMap. Former names only where there are addresses.
SELECT gu, name FROM geocoding_registeredroad
WHERE numbers > 0 OR gu IN (SELECT gu FROM geocoding_registeredroad WHERE numbers > 0)
UNION
SELECT gu, name FROM geocoding_road WHERE name ~ '(로|길)$'

-- areas --
-- (sido, gu, dong, kind) of what is not abolished. A 리 is read by its shape.
SELECT DISTINCT sido, gu, dong, kind FROM geocoding_area WHERE abolished IS NULL AND kind <> 'ri'

-- places --
-- (name, category, gu)
SELECT DISTINCT name, category, gu FROM geocoding_place
UNION
SELECT DISTINCT name, category, gu FROM geocoding_osmplace WHERE category <> 'village'

-- region --
-- (sido, gu) for which there are addresses.
SELECT DISTINCT sido, gu FROM geocoding_registeredroad WHERE numbers > 0

-- shared_names --
-- (sido, gu, road or dong) of the gus whose name, alone (중구) or behind a city's (포항시 남구), several areas bear.
WITH loaded AS (
  SELECT DISTINCT sido, gu FROM geocoding_registeredroad WHERE numbers > 0
  UNION
  SELECT DISTINCT sido, regexp_replace(gu, '^(\S+시)\s*(\S+구)$', '\1 \2') FROM geocoding_area
  WHERE kind = 'gu' AND abolished IS NULL
), named AS (
  SELECT l.*, name FROM loaded l CROSS JOIN LATERAL unnest(string_to_array(gu, ' ') || gu::text) AS name
), shared AS (
  SELECT DISTINCT sido, gu FROM named
  WHERE name IN (SELECT name FROM named GROUP BY name HAVING count(DISTINCT (sido, gu)) > 1)
)
SELECT sido, gu, name FROM geocoding_registeredroad JOIN shared USING (sido, gu)
UNION
SELECT sido, gu, dong FROM geocoding_area JOIN shared USING (sido, gu)
WHERE abolished IS NULL AND dong <> ''
UNION
SELECT sido, gu, name FROM geocoding_road JOIN shared USING (sido, gu)

-- namesakes --
-- Names whose lines in one 시도 lie over 3 km apart: 중앙로 of 구로구 and of 서초구. The gaps in the map of one road
-- are smaller (천호대로: 1.8 km).
SELECT DISTINCT name FROM (
  SELECT sido, name, ST_ClusterDBSCAN(ST_Scale(lines, cos(radians(%(latitude)s)), 1), %(reach)s, 1) OVER (PARTITION BY sido, name) AS part
  FROM geocoding_road JOIN (
    SELECT sido, name FROM geocoding_road WHERE name ~ '(로|길)$' AND gu <> ''
    GROUP BY sido, name HAVING count(DISTINCT gu) > 1
  ) several USING (sido, name)
) parts WHERE part > 0
