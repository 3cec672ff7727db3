-- Reads and confirmations of uploads, each one round trip. Both bind their transaction to the workspace that is named before
-- they touch a row, so that row-level security holds of every one; the binding ends with the transaction.

-- Uploads of one workspace as the service reads them, in no order. Those that are DELETED or of another workspace are absent.
CREATE FUNCTION find_uploads(p_organization_id text, p_workspace_id text, p_ids text[]) RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
DECLARE
  tenant text;
BEGIN
  tenant := set_config('airlock.organization_id', p_organization_id, true);
  tenant := set_config('airlock.workspace_id', p_workspace_id, true);
  RETURN QUERY SELECT upload_json(u) FROM uploads u
    WHERE u.id = ANY (p_ids) AND u.workspace_id = p_workspace_id AND u.status <> 'DELETED';
END $$;

-- An open upload turned out to be smaller than its reservation.
CREATE FUNCTION shrink_reservation(p_organization_id text, p_bytes bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE usage SET reserved_bytes = reserved_bytes - p_bytes WHERE organization_id = p_organization_id AND shard = 0;
END $$;

-- All bytes of an upload are staged. `claimed_etag`, `claimed_hash`: what a client says of them.
CREATE TYPE upload_confirm AS (
  organization_id text,
  workspace_id text,
  id text,
  -- NULL: the upload went on before; only what the client says of it is noted.
  move upload_move,
  -- Of its reservation, what it does not need.
  spare_bytes bigint,
  by_client boolean,
  claimed_etag text,
  claimed_hash text
);

-- Confirms one upload, and answers it as it is then: NULL when it is deleted. If it went on before, a client's claims are
-- noted while it is SCANNING, unless they contradict what is known: then nothing changes, and the caller refuses them. The
-- row's lock decides: either the transaction that admits reads the claimed hash, or the claim finds the file admitted.
CREATE FUNCTION confirm_upload(c upload_confirm, OUT upload jsonb, OUT moved boolean) LANGUAGE plpgsql AS $$
DECLARE
  tenant text;
  step record;
  u uploads;
BEGIN
  tenant := set_config('airlock.organization_id', c.organization_id, true);
  tenant := set_config('airlock.workspace_id', c.workspace_id, true);
  IF (c.move).id IS NOT NULL THEN
    SELECT * INTO step FROM move_upload(c.move);
    moved := step.was IS NOT NULL;
    IF moved THEN
      IF c.spare_bytes > 0 THEN
        PERFORM shrink_reservation(c.organization_id, c.spare_bytes);
      END IF;
      upload := upload_json(step.u);
      RETURN;
    END IF;
  END IF;
  moved := false;
  UPDATE uploads SET confirmed_by_client = true, declared_hash = coalesce(declared_hash, c.claimed_hash)
    WHERE id = c.id AND workspace_id = c.workspace_id AND status = 'SCANNING' AND c.by_client
      AND (c.claimed_etag IS NULL OR etag = c.claimed_etag)
      AND (c.claimed_hash IS NULL OR declared_hash IS NULL OR declared_hash = c.claimed_hash)
      AND (NOT confirmed_by_client OR (declared_hash IS NULL AND c.claimed_hash IS NOT NULL))
    RETURNING * INTO u;
  IF NOT FOUND THEN
    SELECT * INTO u FROM uploads WHERE id = c.id AND workspace_id = c.workspace_id AND status <> 'DELETED';
  END IF;
  IF FOUND THEN
    upload := upload_json(u);
  END IF;
END $$;

-- Many, of any workspaces, in one commit: a row for each, in their order. `refusal` is 55P03 where another transaction holds
-- the upload: it is tried alone, so that the others do not wait with it. The caller sorts by id, so that two groups never hold
-- a row each that the other wants.
CREATE FUNCTION confirm_uploads(p_confirms jsonb)
RETURNS TABLE (upload jsonb, moved boolean, refusal text) LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_confirms);
  c upload_confirm;
  timeout text;
BEGIN
  IF count = 1 THEN
    c := jsonb_populate_record(NULL::upload_confirm, p_confirms -> 0);
    RETURN QUERY SELECT one.upload, one.moved, NULL::text FROM confirm_upload(c) AS one;
    RETURN;
  END IF;
  timeout := set_config('lock_timeout', '20ms', true);
  FOR place IN 1..count LOOP
    c := jsonb_populate_record(NULL::upload_confirm, p_confirms -> (place - 1));
    refusal := NULL;
    BEGIN
      SELECT one.upload, one.moved INTO upload, moved FROM confirm_upload(c) AS one;
    EXCEPTION WHEN lock_not_available THEN
      upload := NULL;
      moved := false;
      refusal := SQLSTATE;
    END;
    -- One wait is enough for a group.
    IF refusal IS NOT NULL THEN
      timeout := set_config('lock_timeout', '1ms', true);
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION find_uploads, shrink_reservation, confirm_upload, confirm_uploads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_uploads, shrink_reservation, confirm_upload, confirm_uploads TO airlock_app;
