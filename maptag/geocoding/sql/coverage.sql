-- forget --
DELETE FROM geocoding_registeredgu

-- measure --
-- Each gu that has addresses or a boundary, and the others of a 시도 that has addresses. Counted by road and dong, not by
-- address, so that it costs little with the whole nation. A city that is divided into 구 has no addresses of its own. The
-- outline is thinned to what 800 dots across can show. {addresses}, {areas} and {roads} are the schemas of these tables.
INSERT INTO geocoding_registeredgu (sido, gu, addresses, located, roads, area_km2, road_km, dongs, filled, outline, bounds)
WITH registered AS (
    SELECT sido, gu, sum(numbers) AS addresses, sum(located) AS located, count(*) AS roads
    FROM {addresses}.geocoding_registeredroad WHERE numbers > 0 GROUP BY sido, gu
), known AS (
    SELECT sido, regexp_replace(gu, '^(\S+시)\s*(\S+구)$', '\1 \2') AS gu, boundary
    FROM {areas}.geocoding_area a WHERE kind = 'gu' AND abolished IS NULL
), bounded AS (
    SELECT sido, gu, ST_Transform(boundary, 5179) AS boundary FROM known k
    WHERE boundary IS NOT NULL OR sido IN (SELECT sido FROM registered)
      AND NOT EXISTS (SELECT FROM known part WHERE part.sido = k.sido AND starts_with(part.gu, k.gu || ' '))
), dot AS (
    SELECT greatest(ST_XMax(extent) - ST_XMin(extent), ST_YMax(extent) - ST_YMin(extent)) / 800 AS metres
    FROM (SELECT ST_Extent(boundary) AS extent FROM bounded) AS whole
), mapped AS (
    SELECT sido, gu, sum(ST_Length(ST_Transform(lines, 5179))) / 1000 AS km FROM {roads}.geocoding_road GROUP BY sido, gu
), divided AS (
    SELECT a.sido, regexp_replace(a.gu, '^(\S+시)\s*(\S+구)$', '\1 \2') AS gu, count(*) AS dongs, count(r.name) AS filled
    FROM {areas}.geocoding_area a
    LEFT JOIN {addresses}.geocoding_registereddong r
      ON r.sido = a.sido AND r.gu = regexp_replace(a.gu, '^(\S+시)\s*(\S+구)$', '\1 \2') AND r.name = a.dong
    WHERE a.kind IN ('legal', 'eupmyeon') AND a.abolished IS NULL GROUP BY 1, 2
)
SELECT sido, gu, coalesce(addresses, 0), coalesce(located, 0), coalesce(roads, 0), ST_Area(boundary) / 1e6, km,
       coalesce(dongs, 0), coalesce(filled, 0),
       coalesce(ST_AsSVG(ST_SimplifyPreserveTopology(boundary, metres), 0, 0), ''), ST_Envelope(boundary)
FROM registered FULL JOIN bounded USING (sido, gu) LEFT JOIN mapped USING (sido, gu) LEFT JOIN divided USING (sido, gu)
CROSS JOIN dot
