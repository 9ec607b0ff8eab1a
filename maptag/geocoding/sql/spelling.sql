-- administrative_dongs --
-- 법정동 that share ground with a 행정동 (over 1 % of the smaller one), for a batch of (i, sido, gu, dong).
SELECT DISTINCT q.i, l.sido, l.gu, l.dong
FROM unnest(%(i)s::int[], %(sidos)s::text[], %(gus)s::text[], %(dongs)s::text[]) AS q(i, sido, gu, dong)
JOIN geocoding_area a ON a.kind = 'administrative' AND a.dong = q.dong AND (q.gu = '' OR a.gu = q.gu)
  AND (q.sido = '' OR a.sido = q.sido)
JOIN geocoding_area l ON l.kind = 'legal' AND l.abolished IS NULL AND l.sido = a.sido AND l.gu = a.gu AND l.boundary && a.boundary
WHERE ST_Area(ST_Intersection(a.boundary, l.boundary)) > 0.01 * least(ST_Area(a.boundary), ST_Area(l.boundary))

-- abolished_dongs --
-- Where a 법정동 of a gu went that has been abolished there: the living ones of its name in the same 시도.
SELECT DISTINCT q.i, l.sido, l.gu, l.dong
FROM unnest(%(i)s::int[], %(sidos)s::text[], %(gus)s::text[], %(dongs)s::text[]) AS q(i, sido, gu, dong)
JOIN geocoding_area a ON a.dong = q.dong AND a.gu = q.gu AND (q.sido = '' OR a.sido = q.sido) AND a.abolished IS NOT NULL
JOIN geocoding_area l ON l.dong = a.dong AND l.sido = a.sido AND l.abolished IS NULL AND l.gu <> a.gu

-- former_roads --
-- Which of a batch of (i, sido, gu, road) are names that no road bears any more.
SELECT DISTINCT q.i FROM unnest(%(i)s::int[], %(sidos)s::text[], %(gus)s::text[], %(roads)s::text[]) AS q(i, sido, gu, road)
JOIN geocoding_registeredroad r ON r.name = q.road AND r.gu = q.gu AND r.sido = q.sido AND r.numbers = 0

-- eupmyeon_of_ri --
-- The 읍 or 면 of a 리, for a batch of (i, sido, gu, ri).
SELECT DISTINCT q.i, a.sido, a.gu, a.dong
FROM unnest(%(i)s::int[], %(sidos)s::text[], %(gus)s::text[], %(dongs)s::text[]) AS q(i, sido, gu, dong)
JOIN geocoding_area a ON a.gu = q.gu AND split_part(a.dong, ' ', 2) = q.dong AND (q.sido = '' OR a.sido = q.sido)
WHERE a.kind = 'ri' AND a.abolished IS NULL
