-- Ends of uploads that are no admissions, in one call: canceled, expired, rejected, deleted. Each feature has a function for
-- its own rows; end_uploads puts them together, for many uploads that share a commit. All of it runs with the rights of its
-- caller: row-level security holds of every row.

-- Usage -------------------------------------------------------------------------------------------------------------------

-- Admitted files of one workspace were deleted: `p_bytes` are the sizes, in the order of `p_bucket_ids`. Buckets are locked
-- in their order, and the organization's row last.
CREATE FUNCTION forget_files(p_organization_id text, p_workspace_id text, p_bucket_ids text[], p_bytes bigint[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  gone record;
  total bigint := 0;
BEGIN
  FOR gone IN SELECT f.bucket_id, sum(f.bytes) AS bytes, count(*) AS files FROM unnest(p_bucket_ids, p_bytes) AS f(bucket_id, bytes)
    GROUP BY f.bucket_id ORDER BY f.bucket_id LOOP
    UPDATE bucket_usage SET used_bytes = used_bytes - gone.bytes, file_count = file_count - gone.files
      WHERE bucket_id = gone.bucket_id AND workspace_id = p_workspace_id;
    total := total + gone.bytes;
  END LOOP;
  UPDATE usage SET used_bytes = used_bytes - total WHERE organization_id = p_organization_id AND shard = 0;
END $$;

-- Blobs and trash ---------------------------------------------------------------------------------------------------------

-- Locks a content until the transaction ends: whether it is there.
CREATE FUNCTION lock_blob(p_workspace_id text, p_id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM blobs WHERE workspace_id = p_workspace_id AND id = p_id FOR UPDATE;
  RETURN FOUND;
END $$;

-- Deletes the row and trashes the bytes. The caller has locked it and found no upload that refers to it.
CREATE FUNCTION remove_blob(p_workspace_id text, p_id text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  b blobs;
BEGIN
  DELETE FROM blobs WHERE workspace_id = p_workspace_id AND id = p_id RETURNING * INTO b;
  PERFORM trash_owned(b.workspace_id, b.key, b.size, b.key_since);
END $$;

-- Objects -----------------------------------------------------------------------------------------------------------------

-- The upload is in no object any more; an object that it leaves empty goes. The caller holds the upload's row.
CREATE FUNCTION detach_upload(p_workspace_id text, p_upload_id text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  held text[] := ARRAY(
    SELECT o.id FROM objects o WHERE o.workspace_id = p_workspace_id
      AND o.id IN (SELECT object_id FROM object_files WHERE upload_id = p_upload_id) ORDER BY o.id FOR UPDATE);
BEGIN
  IF held = '{}' THEN
    RETURN;
  END IF;
  DELETE FROM object_files WHERE upload_id = p_upload_id AND workspace_id = p_workspace_id;
  DELETE FROM objects o WHERE o.id = ANY (held) AND o.workspace_id = p_workspace_id
    AND NOT EXISTS (SELECT FROM object_files f WHERE f.object_id = o.id);
END $$;

-- Uploads -----------------------------------------------------------------------------------------------------------------

-- One end. `working`: where its bytes are while it is open; `removes`: the record goes as well.
CREATE TYPE upload_end AS (
  organization_id text,
  workspace_id text,
  move upload_move,
  removes boolean,
  working working_copies
);

-- No object and no content refers to the deleted upload any more; a content that it was the last of goes.
CREATE FUNCTION release_upload(u uploads) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM detach_upload(u.workspace_id, u.id);
  IF u.blob_id IS NULL THEN
    RETURN;
  END IF;
  UPDATE uploads SET blob_id = NULL WHERE id = u.id AND workspace_id = u.workspace_id;
  IF lock_blob(u.workspace_id, u.blob_id) AND first_upload_of_blob(u.workspace_id, u.blob_id) IS NULL THEN
    PERFORM remove_blob(u.workspace_id, u.blob_id);
  END IF;
END $$;

-- Ends uploads in one commit: a row for each, in their order. `upload` is NULL where it ended before, or a condition of the
-- move does not hold; `refusal` is 55P03 where another transaction holds a row: it is tried alone. The caller sorts by
-- workspace and id. Lock order: upload, object, blob, and the usage rows of a workspace last, once for all of its uploads.
CREATE FUNCTION end_uploads(p_ends jsonb) RETURNS TABLE (upload jsonb, refusal text) LANGUAGE plpgsql AS $$
DECLARE
  count integer := jsonb_array_length(p_ends);
  timeout text := CASE WHEN count > 1 THEN set_config('lock_timeout', '20ms', true) END;
  answers jsonb[] := array_fill(NULL::jsonb, ARRAY[count]);
  refusals text[] := array_fill(NULL::text, ARRAY[count]);
  all_of upload_end[] := ARRAY(
    SELECT jsonb_populate_record(NULL::upload_end, value) FROM jsonb_array_elements(p_ends) WITH ORDINALITY e(value, n) ORDER BY n);
  e upload_end;
  step record;
  u uploads;
  tenant text;
  first integer := 1;
  last integer;
  is_busy boolean;
  open_ended integer;
  reserved bigint;
  bucket_ids text[];
  sizes bigint[];
BEGIN
  WHILE first <= count LOOP
    last := first;
    WHILE last < count AND all_of[last + 1].workspace_id = all_of[first].workspace_id LOOP
      last := last + 1;
    END LOOP;
    open_ended := 0;
    reserved := 0;
    bucket_ids := '{}';
    sizes := '{}';
    is_busy := false;
    tenant := set_config('airlock.organization_id', all_of[first].organization_id, true);
    tenant := set_config('airlock.workspace_id', all_of[first].workspace_id, true);
    BEGIN
      FOR place IN first..last LOOP
        -- One wait for a row of a workspace is enough: its other uploads follow directly.
        IF is_busy THEN
          refusals[place] := '55P03';
          CONTINUE;
        END IF;
        e := all_of[place];
        BEGIN
          SELECT * INTO step FROM move_upload(e.move);
          IF step.was IS NULL THEN
            CONTINUE;
          END IF;
          u := step.u;
          IF e.removes THEN
            PERFORM release_upload(u);
          ELSE
            PERFORM trash_working_copies(u, e.working);
          END IF;
          answers[place] := upload_json(u);
          IF NOT e.removes THEN
            open_ended := open_ended + 1;
            reserved := reserved + u.reserved_bytes;
          -- Quarantined bytes were subtracted from the usage before.
          ELSIF step.was = 'AVAILABLE' THEN
            bucket_ids := bucket_ids || u.bucket_id;
            sizes := sizes || coalesce(u.size, 0);
          END IF;
        EXCEPTION WHEN lock_not_available THEN
          IF count = 1 THEN
            RAISE;
          END IF;
          refusals[place] := '55P03';
          is_busy := true;
        END;
      END LOOP;
      IF open_ended > 0 THEN
        PERFORM settle_usage(all_of[first].organization_id, open_ended, reserved, 0);
      END IF;
      IF sizes <> '{}' THEN
        PERFORM forget_files(all_of[first].organization_id, all_of[first].workspace_id, bucket_ids, sizes);
      END IF;
    EXCEPTION WHEN lock_not_available THEN
      IF count = 1 THEN
        RAISE;
      END IF;
      answers[first:last] := array_fill(NULL::jsonb, ARRAY[last - first + 1]);
      refusals[first:last] := array_fill('55P03'::text, ARRAY[last - first + 1]);
    END;
    first := last + 1;
  END LOOP;
  RETURN QUERY SELECT * FROM unnest(answers, refusals);
END $$;

REVOKE ALL ON FUNCTION forget_files, lock_blob, remove_blob, detach_upload, release_upload, end_uploads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_files, lock_blob, remove_blob, detach_upload, release_upload, end_uploads
  TO airlock_app, airlock_system;
