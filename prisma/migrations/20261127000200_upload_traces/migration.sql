-- The span in which an upload was created, where traces are recorded: what is done for it later, in other processes and
-- requests, goes on in that trace. Not logged: a crash of PostgreSQL forgets them, and no trace is worth a flush.
CREATE UNLOGGED TABLE upload_traces (
  -- Not a foreign key: rows are few, are forgotten after days, and no delete of an upload has to look here.
  upload_id text COLLATE "C" PRIMARY KEY,
  -- As in the header (W3C Trace Context).
  traceparent text NOT NULL CHECK (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$')
);

ALTER TABLE upload_traces ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_traces FORCE ROW LEVEL SECURITY;
CREATE POLICY every_upload_trace ON upload_traces TO airlock_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON upload_traces TO airlock_system;
