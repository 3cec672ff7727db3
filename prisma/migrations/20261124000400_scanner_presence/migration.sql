-- When files could be scanned at all: a worker was there, its scanner and the store answered. What is not in here is
-- outage, whoever was away, also when nobody was left to write it down. Of no tenant.
CREATE TABLE scanner_presence (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  since timestamptz(3) NOT NULL,
  until timestamptz(3) NOT NULL,
  CHECK (since <= until)
);
ALTER TABLE scanner_presence ENABLE ROW LEVEL SECURITY;
ALTER TABLE scanner_presence FORCE ROW LEVEL SECURITY;
CREATE POLICY every_workspace ON scanner_presence TO airlock_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON scanner_presence TO airlock_system;

-- A worker can scan right now. After more than p_patience without any, that was an outage and a new presence begins.
-- The lock makes one presence of many workers that come back at once.
CREATE FUNCTION note_scanner_presence(p_patience interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  -- Read under the lock: of two workers the later one must not write the earlier time.
  moment timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('scanner_presence'));
  moment := clock_timestamp();
  UPDATE scanner_presence SET until = greatest(until, moment)
    WHERE id = (SELECT id FROM scanner_presence ORDER BY id DESC LIMIT 1) AND until >= moment - p_patience;
  IF NOT FOUND THEN
    INSERT INTO scanner_presence (since, until) VALUES (moment, moment);
  END IF;
END $$;
REVOKE ALL ON FUNCTION note_scanner_presence FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_scanner_presence TO airlock_system;

-- Since when scanners were there for p_ttl in all: whatever waits from before has had that much of their time. Null:
-- they have not been there for so long yet. Presences that end before it will never count again.
CREATE FUNCTION staging_cutoff(p_ttl interval) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
  presence scanner_presence;
  missing interval := p_ttl;
BEGIN
  FOR presence IN SELECT * FROM scanner_presence ORDER BY id DESC LOOP
    IF presence.until - presence.since >= missing THEN
      RETURN presence.until - missing;
    END IF;
    missing := missing - (presence.until - presence.since);
  END LOOP;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION staging_cutoff FROM PUBLIC;
GRANT EXECUTE ON FUNCTION staging_cutoff TO airlock_system;
