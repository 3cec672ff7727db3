-- Counts of rate limits and of failed logins, shared by all processes where no Redis is configured. Written by the library
-- rate-limiter-flexible, which inserts by the order of these columns. Not logged: a crash of PostgreSQL forgets the counts.
CREATE UNLOGGED TABLE rate_counts (
  key varchar(255) COLLATE "C" PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  -- Milliseconds since 1970, when the count starts anew.
  expire bigint
) WITH (fillfactor = 70);

ALTER TABLE rate_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE rate_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY every_rate_count ON rate_counts TO airlock_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_counts TO airlock_system;
