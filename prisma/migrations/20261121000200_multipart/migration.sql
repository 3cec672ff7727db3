-- The store's name for a session of parts, from the first part signed on. The plan itself follows from the declared size.
ALTER TABLE uploads ADD COLUMN multipart_id text CHECK (length(multipart_id) BETWEEN 1 AND 2048);
