-- What a retried request is answered with. The answer is encrypted and holds no URL; rows live for a day.
CREATE TABLE idempotency_records (
  workspace_id text COLLATE "C" NOT NULL,
  caller text COLLATE "C" NOT NULL,
  route text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
  -- Who runs it, and until when it is believed to be running; both are null once there is an answer.
  holder text,
  held_until timestamptz(3),
  status smallint,
  answer bytea,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, caller, route, key),
  CHECK ((answer IS NULL) = (holder IS NOT NULL))
);
CREATE INDEX idempotency_records_by_age ON idempotency_records (created_at);

ALTER TABLE idempotency_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_records FORCE ROW LEVEL SECURITY;
CREATE POLICY one_workspace ON idempotency_records TO airlock_app
  USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace());
CREATE POLICY every_workspace ON idempotency_records TO airlock_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_records TO airlock_app, airlock_system;
