-- What the records of a small file cost PostgreSQL beside their rows: executors that are not needed, JSON that is parsed again,
-- conditions of triggers that are read from text, and a look that read every content of a workspace.

-- Look-ups of one row --------------------------------------------------------------------------------------------------------

-- As before, but in PL/pgSQL, which keeps its plans: a function in SQL that is not inlined starts anew with each call.
CREATE OR REPLACE FUNCTION bucket_name(p_workspace_id text, p_bucket_id text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_name text;
BEGIN
  SELECT name INTO found_name FROM buckets WHERE workspace_id = p_workspace_id AND id = p_bucket_id;
  RETURN found_name;
END $$;

CREATE OR REPLACE FUNCTION bucket_policies(p_workspace_id text, p_bucket_id text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  policies jsonb;
BEGIN
  SELECT jsonb_build_object('unscannablePolicy', unscannable_policy, 'unscannableExceptions',
      coalesce(nullif(unscannable_exceptions, 'null'), '{}'), 'typePolicy', type_policy) INTO policies
    FROM buckets WHERE workspace_id = p_workspace_id AND id = p_bucket_id;
  RETURN policies;
END $$;

CREATE OR REPLACE FUNCTION blob_json(p_workspace_id text, p_blob_id text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  blob jsonb;
BEGIN
  SELECT jsonb_build_object('id', id, 'key', key, 'sha256', sha256, 'size', size, 'detected_type', detected_type,
      'state', state, 'quarantine_reason', quarantine_reason, 'generation', generation) INTO blob
    FROM blobs WHERE workspace_id = p_workspace_id AND id = p_blob_id;
  RETURN blob;
END $$;

CREATE OR REPLACE FUNCTION scan_backlog_exceeds(p_threshold integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM 1 FROM scan_queue WHERE lease_until IS NULL ORDER BY arrived OFFSET p_threshold LIMIT 1;
  RETURN FOUND;
END $$;

-- The cast lets it be inlined: text || integer is only stable.
CREATE OR REPLACE FUNCTION scan_final_key(p_key text, p_attempts integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_attempts = 1 THEN p_key ELSE p_key || '.' || p_attempts::text END
$$;

-- As before. In this order only the index of workspace and hash can be read. With `sha256 = …` the planner may, while it has no
-- statistics, take another index that begins with the workspace and read all of its contents, and the session keeps that plan.
CREATE OR REPLACE FUNCTION are_stored(p_workspace_ids text[], p_sha256s text[]) RETURNS boolean[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  answers boolean[] := '{}';
  next_sha256 text;
BEGIN
  FOR place IN 1..cardinality(p_sha256s) LOOP
    SELECT sha256 INTO next_sha256 FROM blobs
      WHERE workspace_id = p_workspace_ids[place] AND sha256 >= p_sha256s[place] ORDER BY sha256 LIMIT 1;
    answers := answers || coalesce(next_sha256 = p_sha256s[place], false);
  END LOOP;
  RETURN answers;
END $$;

-- The queue -----------------------------------------------------------------------------------------------------------------

-- As before, with the second half of the condition in the function: conditions are read from text for each statement.
CREATE OR REPLACE FUNCTION keep_scan_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'SCANNING' THEN
    DELETE FROM scan_queue WHERE upload_id = NEW.id;
  ELSIF OLD.status = 'SCANNING' THEN
    IF (OLD.lease_token, OLD.lease_until, OLD.confirmed_by_client)
        IS DISTINCT FROM (NEW.lease_token, NEW.lease_until, NEW.confirmed_by_client) THEN
      UPDATE scan_queue
        SET by_client = NEW.confirmed_by_client, lease_until = NEW.lease_until, is_running = NEW.lease_token IS NOT NULL
        WHERE upload_id = NEW.id;
    END IF;
  ELSE
    INSERT INTO scan_queue (upload_id, organization_id, workspace_id, by_client, lease_until, is_running)
      VALUES (NEW.id, NEW.organization_id, NEW.workspace_id, NEW.confirmed_by_client, NEW.lease_until, NEW.lease_token IS NOT NULL);
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER keep_scan_queue AFTER UPDATE ON uploads FOR EACH ROW
  WHEN (OLD.status = 'SCANNING' OR NEW.status = 'SCANNING') EXECUTE FUNCTION keep_scan_queue();

-- Reads and moves that answer records by columns ---------------------------------------------------------------------------------
-- `upload` is the row itself. To put the name of its bucket into it, JSON was made to text, cut, and parsed again.

-- Uploads as read_uploads reads them, one by one and each bound to its workspace: a row for each, in their order.
CREATE FUNCTION look_up_uploads(p_organization_ids text[], p_workspace_ids text[], p_ids text[])
RETURNS TABLE (upload json, bucket_name text, blob jsonb) LANGUAGE plpgsql AS $$
DECLARE
  workspace text;
  bucket text;
  named_bucket text;
  content text;
  done text;
BEGIN
  FOR place IN 1..cardinality(p_ids) LOOP
    IF p_workspace_ids[place] IS DISTINCT FROM workspace THEN
      workspace := p_workspace_ids[place];
      done := set_config('airlock.organization_id', p_organization_ids[place], true);
      done := set_config('airlock.workspace_id', workspace, true);
    END IF;
    SELECT row_to_json(w), w.bucket_id, w.blob_id INTO upload, bucket, content
      FROM uploads w WHERE w.id = p_ids[place] AND w.workspace_id = workspace AND w.status <> 'DELETED';
    IF bucket IS DISTINCT FROM named_bucket AND bucket IS NOT NULL THEN
      bucket_name := bucket_name(workspace, bucket);
      named_bucket := bucket;
    END IF;
    blob := CASE WHEN content IS NOT NULL THEN blob_json(workspace, content) END;
    RETURN NEXT;
  END LOOP;
END $$;

-- Uploads as read_announced_uploads reads them.
CREATE FUNCTION look_up_announced(p_ids text[], p_workspace_ids text[], p_seconds float8[])
RETURNS TABLE (upload json, bucket_name text, blob jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
  bucket text;
  content text;
BEGIN
  FOR place IN 1..cardinality(p_ids) LOOP
    SELECT row_to_json(w), w.bucket_id, w.blob_id INTO upload, bucket, content
      FROM uploads w
      WHERE w.id = p_ids[place] AND w.workspace_id = p_workspace_ids[place] AND w.status <> 'SCANNING'
        AND NOT coalesce(w.completed_at >= now() - make_interval(secs => p_seconds[place]), false);
    bucket_name := CASE WHEN bucket IS NOT NULL THEN bucket_name(p_workspace_ids[place], bucket) END;
    blob := CASE WHEN content IS NOT NULL THEN blob_json(p_workspace_ids[place], content) END;
    RETURN NEXT;
  END LOOP;
END $$;

-- Confirmations as confirm_plain_uploads makes them: a row for each, in their order; without an upload where it was moved before.
CREATE FUNCTION confirm_at_once(p_confirms jsonb) RETURNS TABLE (upload json, bucket_name text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  count integer := jsonb_array_length(p_confirms);
  done text := CASE WHEN count > 1 THEN set_config('lock_timeout', '20ms', true) END;
  workspace text;
  moves moved_upload[] := '{}';
  c plain_confirm;
  was upload_status;
  number integer;
  bucket text;
  named_bucket text;
BEGIN
  FOR place IN 1..count LOOP
    c := jsonb_populate_record(NULL::plain_confirm, p_confirms -> (place - 1));
    IF c.workspace_id IS DISTINCT FROM workspace THEN
      IF moves <> '{}' THEN
        done := note_moves(moves);
        moves := '{}';
      END IF;
      workspace := c.workspace_id;
      done := set_config('airlock.organization_id', c.organization_id, true);
      done := set_config('airlock.workspace_id', c.workspace_id, true);
    END IF;
    UPDATE uploads n SET status = c.to_status, event_sequence = n.event_sequence + 1, etag = coalesce(c.etag, n.etag),
        declared_hash = coalesce(c.declared_hash, n.declared_hash),
        confirmed_by_client = coalesce(c.confirmed_by_client, n.confirmed_by_client),
        confirmed_at = coalesce(c.confirmed_at, n.confirmed_at), next_check_at = coalesce(c.next_check_at, n.next_check_at)
      FROM (SELECT w.status FROM uploads w
        WHERE w.id = c.id AND w.workspace_id = c.workspace_id AND w.status = ANY (c.from_status) FOR UPDATE) before
      WHERE n.id = c.id RETURNING row_to_json(n), n.bucket_id, n.event_sequence, before.status
      INTO upload, bucket, number, was;
    IF FOUND THEN
      IF bucket IS DISTINCT FROM named_bucket THEN
        bucket_name := bucket_name(workspace, bucket);
        named_bucket := bucket;
      END IF;
      moves := moves || (c.id, workspace, number, c.event, was, c.to_status, c.actor, NULL)::moved_upload;
    END IF;
    RETURN NEXT;
  END LOOP;
  IF moves <> '{}' THEN
    done := note_moves(moves);
  END IF;
END $$;

-- Takes uploads as lease_scans does, in the same order, which is that of as many single claims. Answers their rows with the names
-- and policies of their buckets.
CREATE FUNCTION take_scans(
  p_most integer, p_lease_token text, p_lease_seconds integer, p_lifo_threshold integer, p_parts_above bigint
) RETURNS TABLE (upload json, bucket_name text, policies jsonb) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  turn scan_turn;
  taken integer := 0;
  running jsonb;
  waits boolean;
  is_over boolean;
  is_long boolean := true;
  takes_oldest boolean;
  clients boolean;
  tenant text;
  candidate text;
  organization text;
  workspace text;
  bucket text;
  known_bucket text;
  final_key text;
  bytes bigint;
  workspace_ids text[] := '{}';
  keys text[] := '{}';
  sizes bigint[] := '{}';
  done text;
BEGIN
  SELECT EXISTS (SELECT FROM scan_queue WHERE lease_until IS NULL),
    EXISTS (SELECT FROM scan_queue WHERE lease_until <= clock_timestamp()) INTO waits, is_over;
  IF NOT waits AND NOT is_over THEN
    RETURN;
  END IF;
  SELECT * INTO turn FROM scan_turn FOR UPDATE;

  -- A lease or a pause that is over: back to its old place. A worker that is only slow may still renew its lease.
  IF is_over THEN
    UPDATE scan_queue SET lease_until = NULL, is_running = false WHERE upload_id = ANY (ARRAY(
      SELECT upload_id FROM scan_queue WHERE lease_until <= clock_timestamp() ORDER BY lease_until LIMIT 50 FOR UPDATE SKIP LOCKED));
  END IF;
  SELECT jsonb_object_agg(organization_id, scans) INTO running
    FROM (SELECT organization_id, count(*) AS scans FROM scan_queue WHERE is_running GROUP BY organization_id) r;
  running := coalesce(running, '{}');

  WHILE taken < p_most LOOP
    takes_oldest := (turn.claims + 1) % 5 = 0;
    tenant := NULL;
    candidate := NULL;
    IF NOT takes_oldest THEN
      clients := true;
      tenant := next_scan_tenant(clients, turn.organization_id, running);
      IF tenant IS NULL THEN
        clients := false;
        tenant := next_scan_tenant(clients, turn.organization_id, running);
      END IF;
      -- What this claim takes only shortens the queue.
      IF is_long THEN
        is_long := scan_backlog_exceeds(p_lifo_threshold);
      END IF;
      IF is_long THEN
        SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
          WHERE q.lease_until IS NULL AND q.by_client = clients AND q.organization_id = tenant
            AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
          ORDER BY q.arrived DESC LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
      ELSE
        SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
          WHERE q.lease_until IS NULL AND q.by_client = clients AND q.organization_id = tenant
            AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
          ORDER BY q.arrived LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
      END IF;
    END IF;
    IF candidate IS NULL THEN
      SELECT q.upload_id INTO candidate FROM scan_queue q JOIN uploads w ON w.id = q.upload_id
        WHERE q.lease_until IS NULL
          AND w.status = 'SCANNING' AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
        ORDER BY q.arrived LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
    END IF;
    EXIT WHEN candidate IS NULL;

    UPDATE uploads w
      SET lease_token = p_lease_token, lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
        attempts = least(w.attempts + 1, 30000)
      WHERE w.id = candidate
      RETURNING row_to_json(w), w.organization_id, w.workspace_id, w.bucket_id, scan_final_key(w.key, w.attempts), w.reserved_bytes
      INTO upload, organization, workspace, bucket, final_key, bytes;
    IF bucket IS DISTINCT FROM known_bucket THEN
      bucket_name := bucket_name(workspace, bucket);
      policies := bucket_policies(workspace, bucket);
      known_bucket := bucket;
    END IF;
    workspace_ids := workspace_ids || workspace;
    keys := keys || final_key;
    sizes := sizes || bytes;
    taken := taken + 1;
    running := running || jsonb_build_object(organization, coalesce((running ->> organization)::integer, 0) + 1);
    turn.claims := turn.claims + 1;
    IF NOT takes_oldest THEN
      turn.organization_id := coalesce(tenant, '');
    END IF;
    RETURN NEXT;
  END LOOP;

  IF taken > 0 THEN
    UPDATE scan_turn SET claims = turn.claims, organization_id = turn.organization_id;
    done := trash_new_keys(workspace_ids, keys, sizes, p_parts_above, p_lease_seconds);
  END IF;
END $$;

-- Admissions ----------------------------------------------------------------------------------------------------------------

-- What was admitted to these buckets of a workspace, one size for each file, and what its open uploads had reserved. The row of
-- the organization, for which others wait, is written after those of the buckets.
CREATE FUNCTION settle_files(
  p_organization_id text, p_workspace_id text, p_bucket_ids text[], p_sizes bigint[], p_reserved_bytes bigint, p_used_bytes bigint
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  done text;
BEGIN
  IF p_bucket_ids[1] = ALL (p_bucket_ids) THEN
    INSERT INTO bucket_usage AS b (bucket_id, workspace_id, used_bytes, file_count)
      VALUES (p_bucket_ids[1], p_workspace_id, p_used_bytes, cardinality(p_bucket_ids))
      ON CONFLICT (bucket_id) DO UPDATE
        SET used_bytes = b.used_bytes + excluded.used_bytes, file_count = b.file_count + excluded.file_count;
  ELSE
    done := count_files(p_workspace_id, p_bucket_ids, p_sizes);
  END IF;
  done := settle_usage(p_organization_id, cardinality(p_bucket_ids), p_reserved_bytes, p_used_bytes);
END $$;

-- As before, the keys collected without a statement.
CREATE OR REPLACE FUNCTION trash_working_copies_of(p_admissions plain_admission[], p_files leased_file[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  workspace text := p_admissions[1].workspace_id;
  prefixes text[] := '{}';
  keys text[] := '{}';
  moments timestamptz[] := '{}';
  a plain_admission;
  done text;
BEGIN
  FOR n IN 1..cardinality(p_admissions) LOOP
    a := p_admissions[n];
    prefixes := prefixes || a.sealed_prefix;
    keys := keys || a.staged_key;
    moments := moments || (p_files[n]).writable_until;
  END LOOP;
  -- Small files have sealed copies only where the store cannot prove what it copies.
  prefixes := trashed_prefixes(workspace, prefixes);
  FOR n IN 1..cardinality(prefixes) LOOP
    done := expedite_trash(workspace, prefixes[n]);
  END LOOP;
  done := trash_staged_keys(workspace, keys, moments);
END $$;

-- As before, the buckets collected without a statement.
CREATE OR REPLACE FUNCTION attach_objects(p_admissions plain_admission[], p_files leased_file[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  workspace text := p_admissions[1].workspace_id;
  bucket_ids text[] := '{}';
  ids text[] := '{}';
  told jsonb[] := '{}';
  admission plain_admission;
  file leased_file;
  done text;
BEGIN
  FOR n IN 1..cardinality(p_admissions) LOOP
    admission := p_admissions[n];
    file := p_files[n];
    bucket_ids := bucket_ids || file.bucket_id;
    IF admission.object_id IS NOT NULL THEN
      ids := ids || admission.object_id;
      told := told || jsonb_build_object('bucketId', file.bucket_id, 'uploadIds', jsonb_build_array(admission.id));
    END IF;
  END LOOP;
  IF have_unique_key(workspace, bucket_ids) THEN
    RAISE EXCEPTION 'the unique key follows another schema' USING ERRCODE = 'AL024';
  END IF;
  IF ids = '{}' THEN
    RETURN;
  END IF;
  WITH made AS MATERIALIZED (
    SELECT * FROM ROWS FROM (unnest(p_admissions), unnest(p_files)) AS a WHERE a.object_id IS NOT NULL
  ), object AS (
    INSERT INTO objects (id, organization_id, workspace_id, bucket_id, metadata, created_by)
      SELECT object_id, organization_id, workspace_id, bucket_id, coalesce(object_metadata, '{}'), created_by FROM made
  )
  INSERT INTO object_files (object_id, position, workspace_id, property, type, upload_id)
    SELECT object_id, 0, workspace_id, coalesce(property, 'file'), coalesce(kind, 'OTHER'), id FROM made;
  done := announce_each(workspace, 'object.created', ids, told);
END $$;

-- As before, sums and lists collected without statements.
CREATE OR REPLACE FUNCTION admit_plain(p_admissions plain_admission[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  done text;
  organization text := p_admissions[1].organization_id;
  workspace text := p_admissions[1].workspace_id;
  files leased_file[] := lock_leased_uploads(p_admissions);
  contents kept_blob[];
  copies text[] := '{}';
  needless text[] := '{}';
  sha256s text[] := '{}';
  is_missing boolean := false;
  is_closed boolean := false;
  bucket_ids text[] := '{}';
  sizes bigint[] := '{}';
  reserved bigint := 0;
  used bigint := 0;
  a plain_admission;
  f leased_file;
  b kept_blob;
BEGIN
  done := attach_objects(p_admissions, files);
  contents := keep_blobs(p_admissions);
  FOR n IN 1..cardinality(p_admissions) LOOP
    a := p_admissions[n];
    f := files[n];
    b := contents[n];
    IF b.is_new AND a.copied_to IS NOT NULL THEN
      copies := copies || a.copied_to;
    ELSIF b.is_new THEN
      is_missing := true;
    ELSIF a.copied_to IS NOT NULL THEN
      needless := needless || a.copied_to;
    END IF;
    is_closed := is_closed OR b.state = 'quarantined';
    sha256s := sha256s || (a.blob).sha256;
    bucket_ids := bucket_ids || f.bucket_id;
    sizes := sizes || a.size;
    reserved := reserved + f.reserved_bytes;
    used := used + a.size;
  END LOOP;
  IF is_closed OR are_quarantined(workspace, sha256s) THEN
    RAISE EXCEPTION 'a content is quarantined' USING ERRCODE = 'AL023';
  END IF;
  IF is_missing THEN
    RAISE EXCEPTION 'the content to share was deleted' USING ERRCODE = 'AL021';
  END IF;
  IF copies <> '{}' THEN
    done := reclaim_keys(workspace, copies);
  END IF;
  FOR n IN 1..cardinality(needless) LOOP
    done := expedite_trash(workspace, needless[n]);
  END LOOP;
  done := move_admitted(p_admissions, files, contents);
  done := trash_working_copies_of(p_admissions, files);
  done := settle_files(organization, workspace, bucket_ids, sizes, reserved, used);
END $$;

-- As before, but no statement reads the list, and one of a single workspace is not cut.
CREATE OR REPLACE FUNCTION admit_plain_uploads(p_admissions jsonb) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  count integer := jsonb_array_length(p_admissions);
  all_of plain_admission[] := '{}';
  first integer := 1;
  last integer;
  done text;
BEGIN
  FOR n IN 1..count LOOP
    all_of := all_of || jsonb_populate_record(NULL::plain_admission, p_admissions -> (n - 1));
  END LOOP;
  -- A single one can wait for a row. In a group none waits long, and hardly at all where others would wait with it.
  IF count > 1 THEN
    done := set_config('lock_timeout',
      CASE WHEN all_of[1].workspace_id = all_of[count].workspace_id THEN '200ms' ELSE '20ms' END, true);
  END IF;
  WHILE first <= count LOOP
    last := first;
    WHILE last < count AND all_of[last + 1].workspace_id = all_of[first].workspace_id LOOP
      last := last + 1;
    END LOOP;
    done := set_config('airlock.organization_id', all_of[first].organization_id, true);
    done := set_config('airlock.workspace_id', all_of[first].workspace_id, true);
    done := admit_plain(CASE WHEN last - first + 1 = count THEN all_of ELSE all_of[first:last] END);
    first := last + 1;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION look_up_uploads, look_up_announced, confirm_at_once, take_scans, settle_files FROM PUBLIC;
GRANT EXECUTE ON FUNCTION look_up_announced, take_scans TO airlock_system;
GRANT EXECUTE ON FUNCTION look_up_uploads, confirm_at_once, settle_files TO airlock_app;
