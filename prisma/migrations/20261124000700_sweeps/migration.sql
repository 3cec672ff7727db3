-- Whose turn it is to sweep: one row a sweep, so that each runs once however many workers there are.
CREATE TABLE sweeps (
  name text COLLATE "C" PRIMARY KEY,
  due_at timestamptz(3) NOT NULL,
  -- Who runs it, and until when that is believed: a holder that was killed is not waited for any longer.
  holder text,
  held_until timestamptz(3),
  -- How far a sweep in several batches has come, in its own words.
  cursor text,
  runs bigint NOT NULL DEFAULT 0,
  CHECK ((holder IS NULL) = (held_until IS NULL))
);
ALTER TABLE sweeps ENABLE ROW LEVEL SECURITY;
ALTER TABLE sweeps FORCE ROW LEVEL SECURITY;
CREATE POLICY every_sweep ON sweeps TO airlock_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON sweeps TO airlock_system;

-- The first upload of a blob is asked for, however many share it.
DROP INDEX uploads_by_blob;
CREATE INDEX uploads_by_blob ON uploads (blob_id, id) WHERE blob_id IS NOT NULL;
