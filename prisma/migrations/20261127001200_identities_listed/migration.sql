-- Links of identities are shown and removed one by one: each has an id, the time it was made, and its last use.

-- Links that exist, and those written by the version before, get an id that sorts before all ids with a time.
ALTER TABLE identities
  ADD COLUMN id text COLLATE "C" NOT NULL UNIQUE DEFAULT ('idn_0000' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)),
  ADD COLUMN linked_at timestamptz(3),
  ADD COLUMN last_used_at timestamptz(3);
-- When the existing ones were made was not recorded.
ALTER TABLE identities ALTER COLUMN linked_at SET DEFAULT now();
