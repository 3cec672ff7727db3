-- Uploads whose bytes arrive with the request were MULTIPART without a declared size. Those that are still open get their
-- own method, so that no store event and no reconciler takes them for uploads in parts. Ended records stay as they were.
-- The owner of the table sees its rows only without the force.
ALTER TABLE uploads NO FORCE ROW LEVEL SECURITY;
UPDATE uploads SET method = 'STREAMED'
  WHERE status IN ('PENDING', 'UPLOADING') AND method = 'MULTIPART' AND declared_size IS NULL;
ALTER TABLE uploads FORCE ROW LEVEL SECURITY;
