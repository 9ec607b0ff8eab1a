-- How many public reports lie in each cell of a grid, so that a map of the whole city need not read a million rows.
--
-- Cells are the squares of web mercator at levels 9 to 17 (a level-11 cell is a tile of zoom 11). The table is a
-- ledger: each change of a report appends +1 or -1 for every level, and readers sum. So no two reports ever wait for
-- the same row, and a withdrawn report leaves the map with the transaction that withdrew it.
-- community.reports.grid.compact sums the ledger up from time to time.

CREATE TABLE community_cell (
    level smallint NOT NULL,
    x integer NOT NULL,
    y integer NOT NULL,
    category_id bigint,
    campaign_id bigint,
    open boolean NOT NULL,
    count integer NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL
);
CREATE INDEX community_cell_place ON community_cell (level, x, y);

CREATE FUNCTION community_cell_x(lon double precision, level integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT floor((lon + 180) / 360 * (1 << level))::integer $$;

CREATE FUNCTION community_cell_y(lat double precision, level integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT floor((1 - ln(tan(radians(lat)) + 1 / cos(radians(lat))) / pi()) / 2 * (1 << level))::integer $$;

CREATE FUNCTION community_count(report community_report, sign integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO community_cell
    SELECT level, community_cell_x(ST_X(report.point), level), community_cell_y(ST_Y(report.point), level),
        report.category_id, report.campaign_id, report.closed_at IS NULL, sign,
        sign * ST_X(report.point), sign * ST_Y(report.point)
    FROM generate_series(9, 17) AS level
    WHERE report.published AND NOT report.follows_lead
$$;

CREATE FUNCTION community_count_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.published, OLD.follows_lead, OLD.closed_at IS NULL, OLD.category_id, OLD.campaign_id, OLD.point::bytea)
            IS NOT DISTINCT FROM
            (NEW.published, NEW.follows_lead, NEW.closed_at IS NULL, NEW.category_id, NEW.campaign_id, NEW.point::bytea)
        THEN
            RETURN NULL;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN PERFORM community_count(OLD, -1); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM community_count(NEW, 1); END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER count_report AFTER INSERT OR UPDATE OR DELETE ON community_report
    FOR EACH ROW EXECUTE FUNCTION community_count_report();

CREATE FUNCTION community_forget_cells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE community_cell;
    RETURN NULL;
END $$;

CREATE TRIGGER forget_cells AFTER TRUNCATE ON community_report
    FOR EACH STATEMENT EXECUTE FUNCTION community_forget_cells();
