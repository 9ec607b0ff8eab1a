-- gu --
-- Each gu that has a boundary or addresses: (sido, gu, addresses, of these with a point, roads with addresses, km²,
-- km of named road, outline as an SVG path in metres of EPSG:5179 with y downwards). Counted by road, not by address,
-- so that it costs the same with the whole register; half of 0.27 s for a city goes into the lengths of 14,000 roads.
-- The outline is thinned to what 800 dots across can show.
WITH registered AS (
    SELECT sido, gu, sum(numbers) AS addresses, sum(located) AS located, count(*) FILTER (WHERE numbers > 0) AS roads
    FROM geocoding_registeredroad GROUP BY sido, gu
), bounded AS (
    SELECT sido, gu, ST_Transform(boundary, 5179) AS boundary
    FROM geocoding_area WHERE kind = 'gu' AND abolished IS NULL AND boundary IS NOT NULL
), dot AS (
    SELECT greatest(ST_XMax(extent) - ST_XMin(extent), ST_YMax(extent) - ST_YMin(extent)) / 800 AS metres
    FROM (SELECT ST_Extent(boundary) AS extent FROM bounded) AS whole
), mapped AS (
    SELECT gu, sum(ST_Length(ST_Transform(lines, 5179))) / 1000 AS km FROM geocoding_road GROUP BY gu
)
SELECT sido, gu, coalesce(addresses, 0), coalesce(located, 0), coalesce(roads, 0), ST_Area(boundary) / 1e6, km,
       coalesce(ST_AsSVG(ST_SimplifyPreserveTopology(boundary, metres), 0, 0), '')
FROM registered FULL JOIN bounded USING (sido, gu) LEFT JOIN mapped USING (gu) CROSS JOIN dot
ORDER BY sido, gu

-- extent --
-- (left, top, width, height) of all gu, for an SVG viewBox; nulls where no boundary is loaded.
SELECT ST_XMin(extent), -ST_YMax(extent), ST_XMax(extent) - ST_XMin(extent), ST_YMax(extent) - ST_YMin(extent)
FROM (
    SELECT ST_Extent(ST_Transform(boundary, 5179)) AS extent
    FROM geocoding_area WHERE kind = 'gu' AND abolished IS NULL
) AS whole
