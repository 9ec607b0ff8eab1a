-- The history is append-only. Only the removal of old reports (community.reports.retention) may delete or redact,
-- and says so for its own transaction.
CREATE FUNCTION community_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('community.erasing', true), '') <> 'on' THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON community_reportevent
    FOR EACH ROW EXECUTE FUNCTION community_history_is_append_only();
