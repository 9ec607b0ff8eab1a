-- roads --
-- (gu, road) of the register and of OpenStreetMap.
SELECT gu, name FROM geocoding_registeredroad
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
