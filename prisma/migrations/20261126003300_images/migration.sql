-- Pictures: the variants that are made of them, in the background and again when they are missed.

CREATE TYPE image_status AS ENUM ('PENDING', 'DONE', 'FAILED');

-- One row for each content that is a picture and is let in. It goes with its blob, and when that is quarantined.
CREATE TABLE images (
  workspace_id text COLLATE "C" NOT NULL,
  blob_id text COLLATE "C" NOT NULL,
  status image_status NOT NULL DEFAULT 'PENDING',
  -- Of the variants that there are; an older one than the service's own is outdated. 0: there are none.
  recipe smallint NOT NULL DEFAULT 0,
  -- As it is shown. Null until it was decoded.
  width integer,
  height integer,
  frames integer,
  error_code text,
  attempts smallint NOT NULL DEFAULT 0,
  lease_token text,
  lease_until timestamptz(3),
  -- When a worker may take it next; null: nothing is to be made.
  next_attempt_at timestamptz(3) DEFAULT now(),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  finished_at timestamptz(3),
  PRIMARY KEY (workspace_id, blob_id),
  FOREIGN KEY (workspace_id, blob_id) REFERENCES blobs (workspace_id, id) ON DELETE CASCADE,
  CHECK ((status = 'PENDING') = (next_attempt_at IS NOT NULL)),
  CHECK ((status = 'FAILED') = (error_code IS NOT NULL)),
  CHECK (status <> 'DONE' OR (width > 0 AND height > 0 AND frames > 0))
) WITH (fillfactor = 85);
CREATE INDEX images_due ON images (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- A smaller version of a picture: a WebP under a key of its own, which no upload URL ever names.
CREATE TABLE variants (
  workspace_id text COLLATE "C" NOT NULL,
  blob_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  key text COLLATE "C" NOT NULL,
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  size integer NOT NULL CHECK (size > 0),
  etag text NOT NULL,
  made_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, blob_id, name),
  FOREIGN KEY (workspace_id, blob_id) REFERENCES images (workspace_id, blob_id) ON DELETE CASCADE
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['images', 'variants'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO airlock_app USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace())', name);
    EXECUTE format('CREATE POLICY every_workspace ON %I TO airlock_system USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airlock_app, airlock_system', name);
  END LOOP;
END $$;

-- Of a file that is let in and proven to be a picture, variants are made: once for all files that share its content.
CREATE FUNCTION expect_variants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO images (workspace_id, blob_id) VALUES (NEW.workspace_id, NEW.blob_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER uploads_expect_variants AFTER UPDATE OF status ON uploads FOR EACH ROW
  WHEN (NEW.status = 'AVAILABLE' AND OLD.status <> 'AVAILABLE' AND NEW.blob_id IS NOT NULL
    AND NEW.detected_type IN ('image/jpeg', 'image/png', 'image/webp', 'image/gif'))
  EXECUTE FUNCTION expect_variants();

-- Of a content that is quarantined nothing stays readable. Its release makes the variants anew.
CREATE FUNCTION discard_variants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM images WHERE workspace_id = NEW.workspace_id AND blob_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER blobs_discard_variants AFTER UPDATE OF state ON blobs FOR EACH ROW
  WHEN (NEW.state = 'quarantined') EXECUTE FUNCTION discard_variants();

-- Bytes that have lost their owner: due now, and a young key once more when no delayed call can bring it back.
CREATE FUNCTION trash_owned(p_workspace_id text, p_key text, p_bytes bigint, p_key_since timestamptz) RETURNS void LANGUAGE sql AS $$
  INSERT INTO trash (workspace_id, key, not_before)
    SELECT p_workspace_id, p_key, t.at
    FROM unnest(ARRAY[now(), p_key_since + store_call_outlives(p_bytes)]) AS t(at) WHERE t.at >= now();
$$;
REVOKE ALL ON FUNCTION trash_owned FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trash_owned TO airlock_app, airlock_system;

-- However a variant goes: with its blob, its quarantine, its workspace, or for a newer one.
CREATE FUNCTION trash_variant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM trash_owned(OLD.workspace_id, OLD.key, OLD.size, OLD.made_at);
  RETURN NULL;
END $$;
CREATE TRIGGER variants_to_trash AFTER DELETE ON variants FOR EACH ROW EXECUTE FUNCTION trash_variant();
