-- A month of upload_events: every row is written, told (an update that leaves the index of the untold) and read by its
-- upload. The relay probes that index four times a second, so the dead entries of a busy hour must not pile up in it
-- until a fifth of the month is dead.
CREATE FUNCTION vacuum_upload_events_often(partition regclass) RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)', partition);
END $$;
REVOKE ALL ON FUNCTION vacuum_upload_events_often FROM PUBLIC;

SELECT vacuum_upload_events_often(inhrelid::regclass) FROM pg_inherits WHERE inhparent = 'upload_events'::regclass;

-- Makes the partition of a month, once. What was written before anybody made it moves there from the default partition,
-- which would refuse the month otherwise. Months are UTC's, whoever asks.
CREATE OR REPLACE FUNCTION make_upload_events_partition(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET timezone = 'UTC' AS $$
DECLARE
  first date := date_trunc('month', month);
  next date := first + interval '1 month';
  partition text := 'upload_events_' || to_char(first, 'YYYY_MM');
  is_late boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('make_upload_events_partition'));
  IF to_regclass(partition) IS NOT NULL THEN RETURN; END IF;
  LOCK TABLE upload_events IN ACCESS EXCLUSIVE MODE;
  is_late := EXISTS (SELECT FROM upload_events_default WHERE at >= first AND at < next);
  IF is_late THEN ALTER TABLE upload_events DETACH PARTITION upload_events_default; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF upload_events FOR VALUES FROM (%L) TO (%L)', partition, first, next);
  PERFORM vacuum_upload_events_often(partition::regclass);
  IF is_late THEN
    EXECUTE format('WITH moved AS (DELETE FROM upload_events_default WHERE at >= %L AND at < %L RETURNING *)
      INSERT INTO %I SELECT * FROM moved', first, next, partition);
    ALTER TABLE upload_events ATTACH PARTITION upload_events_default DEFAULT;
  END IF;
END $$;

-- The first months are there before the first event is.
SELECT make_upload_events_partition((now() + make_interval(months => n))::date) FROM generate_series(0, 2) n;
