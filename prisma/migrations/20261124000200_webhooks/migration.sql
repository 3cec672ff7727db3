-- Who is told of what happens: endpoints of integrators, and the people of a workspace.

-- Secrets are derived from the installation's own and are nowhere in here: only which one it is.
CREATE TABLE webhook_endpoints (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2048),
  events text[] NOT NULL CHECK (cardinality(events) > 0),
  description text,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled', 'deleted')),
  secret_version integer NOT NULL DEFAULT 1 CHECK (secret_version > 0),
  -- Until then deliveries carry the signature of the secret before, too.
  rotation_until timestamptz(3),
  -- The first failure since the last success.
  failing_since timestamptz(3),
  -- A worker serves it, or served it, until then. Whoever was served longest ago is next.
  lease_token text,
  lease_until timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE,
  UNIQUE (workspace_id, id)
);
CREATE INDEX webhook_endpoints_to_purge ON webhook_endpoints (id) WHERE status = 'deleted';

-- One event on its way to one endpoint, and the log of its attempts.
CREATE TABLE webhook_deliveries (
  id text COLLATE "C" PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  event_type text NOT NULL,
  -- What names the event, so that telling it twice makes one delivery.
  event_key text COLLATE "C" NOT NULL,
  -- Byte for byte what is signed and sent, every time.
  payload text NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
  -- Since it was created or asked for again.
  tries smallint NOT NULL DEFAULT 0,
  next_try_at timestamptz(3) NOT NULL DEFAULT now(),
  give_up_at timestamptz(3) NOT NULL,
  attempts jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  completed_at timestamptz(3),
  FOREIGN KEY (workspace_id, endpoint_id) REFERENCES webhook_endpoints (workspace_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX webhook_deliveries_once ON webhook_deliveries (endpoint_id, event_key);
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, id);
-- Small whatever the log holds: endpoint by endpoint, the first due first.
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_try_at) WHERE status = 'pending';

CREATE TABLE notifications (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  upload_id text COLLATE "C" NOT NULL,
  event_key text COLLATE "C" NOT NULL,
  event_type text NOT NULL,
  reason text NOT NULL,
  filename text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE,
  UNIQUE (workspace_id, id),
  UNIQUE (workspace_id, event_key)
);

-- Whom it is for. Their address is looked up when the mail is sent.
CREATE TABLE notification_recipients (
  notification_id text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL REFERENCES users ON DELETE CASCADE,
  read_at timestamptz(3),
  -- When its mail is due; null once that was sent, given up or never asked for.
  mail_at timestamptz(3),
  mail_tries smallint NOT NULL DEFAULT 0,
  mailed_at timestamptz(3),
  PRIMARY KEY (notification_id, user_id),
  FOREIGN KEY (workspace_id, notification_id) REFERENCES notifications (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX notification_recipients_by_user ON notification_recipients (user_id, workspace_id, notification_id);
CREATE INDEX notification_recipients_to_mail ON notification_recipients (mail_at) WHERE mail_at IS NOT NULL;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['webhook_endpoints', 'webhook_deliveries', 'notifications', 'notification_recipients'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO airlock_app USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace())', name);
    EXECUTE format('CREATE POLICY every_workspace ON %I TO airlock_system USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airlock_app, airlock_system', name);
  END LOOP;
END $$;
