-- A room's timeline is append-only like the history of a report (history.sql, whose function this is).
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON community_roomentry
    FOR EACH ROW EXECUTE FUNCTION community_history_is_append_only();
