-- Acts of administrators, and refused attempts at one, of a whole organization: not all belong to a workspace, nor to a
-- thing with an id.
ALTER TABLE audit_events
  ALTER COLUMN workspace_id DROP NOT NULL,
  ALTER COLUMN subject DROP NOT NULL,
  ADD COLUMN event_id text COLLATE "C",
  ADD COLUMN outcome text NOT NULL DEFAULT 'done' CHECK (outcome IN ('done', 'refused')),
  ADD COLUMN request_id text,
  ADD COLUMN address text;

CREATE FUNCTION base36(n bigint, width int) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  digits text := '';
BEGIN
  FOR i IN 1..width LOOP
    digits := substr('0123456789abcdefghijklmnopqrstuvwxyz', (n % 36)::int + 1, 1) || digits;
    n := n / 36;
  END LOOP;
  RETURN digits;
END $$;

-- Nine characters of milliseconds, two of the microseconds within, five that are random: in the form of all ids, and in the
-- order in which the rows are written.
CREATE FUNCTION audit_event_id(moment timestamptz) RETURNS text LANGUAGE sql AS $$
  SELECT 'aud_' || base36((micros / 1000), 9) || base36(micros % 1000, 2) || base36((random() * 60466175)::bigint, 5)
    FROM (SELECT (extract(epoch FROM moment) * 1000000)::bigint AS micros) AS clock
$$;

-- Earlier rows get ids of the time they were written, in their order.
ALTER TABLE audit_events NO FORCE ROW LEVEL SECURITY;
UPDATE audit_events SET event_id = 'aud_' || base36((extract(epoch FROM at) * 1000)::bigint, 9) || base36(id, 7);
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_events ALTER COLUMN event_id SET DEFAULT '', ALTER COLUMN event_id SET NOT NULL;

CREATE UNIQUE INDEX audit_events_by_event ON audit_events (event_id);
CREATE INDEX audit_events_of_organization ON audit_events (organization_id, event_id);
CREATE INDEX audit_events_of_actor ON audit_events (organization_id, actor, event_id);
CREATE INDEX audit_events_of_action ON audit_events (organization_id, action, event_id);
CREATE INDEX audit_events_of_workspace ON audit_events (workspace_id, event_id) WHERE workspace_id IS NOT NULL;
DROP INDEX audit_events_by_workspace;

-- Only added to. Id and time are the database's, whoever writes the row.
CREATE FUNCTION stamp_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moment timestamptz := clock_timestamp();
BEGIN
  NEW.at := date_trunc('milliseconds', moment);
  NEW.event_id := audit_event_id(moment);
  RETURN NEW;
END $$;
CREATE TRIGGER audit_events_stamp BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION stamp_audit_event();

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are only added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_events_unchanged BEFORE UPDATE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
-- Whatever the retention is set to, the last 30 days stay.
CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events
  FOR EACH ROW WHEN (OLD.at > now() - interval '30 days') EXECUTE FUNCTION refuse_audit_change();

REVOKE UPDATE, DELETE ON audit_events FROM airlock_app, airlock_system;
GRANT DELETE ON audit_events TO airlock_system;
REVOKE ALL ON FUNCTION base36, audit_event_id, stamp_audit_event, refuse_audit_change FROM PUBLIC;
GRANT EXECUTE ON FUNCTION base36, audit_event_id, stamp_audit_event TO airlock_app, airlock_system;
