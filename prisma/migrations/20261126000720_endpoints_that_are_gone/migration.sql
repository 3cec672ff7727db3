-- Why an endpoint was disabled without an administrator, and when. `gone`: it answered 410.
ALTER TABLE webhook_endpoints
  ADD COLUMN disabled_reason text CHECK (disabled_reason IN ('gone')),
  ADD COLUMN disabled_at timestamptz(3),
  ADD CHECK ((disabled_reason IS NULL) = (disabled_at IS NULL)),
  ADD CHECK (disabled_reason IS NULL OR status <> 'active');
