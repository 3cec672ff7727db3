-- Which AIRLOCK_SECRET this database is used with, as a keyed digest: a start with another one is noticed.
CREATE TABLE secret_check (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  digest   text NOT NULL,
  since    timestamptz NOT NULL DEFAULT now()
);

-- Read and written at the start, by the owner alone: no role has a grant. The owner is bound by FORCE, hence the policy.
ALTER TABLE secret_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE secret_check FORCE ROW LEVEL SECURITY;
CREATE POLICY of_owner ON secret_check USING (true) WITH CHECK (true);
