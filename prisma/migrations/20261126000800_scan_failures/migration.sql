-- How often the scanner gave no verdict of this very file. Attempts count everything that can end one: restarts of a
-- worker, a store that was away. Only failures of its own make a file wait longer.
ALTER TABLE uploads ADD COLUMN scan_failures smallint NOT NULL DEFAULT 0;
