-- A lease has one name in every table: lease_token and lease_until. The rows are of global background jobs.
ALTER TABLE sweeps RENAME TO job_leases;
ALTER TABLE job_leases RENAME COLUMN holder TO lease_token;
ALTER TABLE job_leases RENAME COLUMN held_until TO lease_until;
ALTER TABLE job_leases RENAME CONSTRAINT sweeps_pkey TO job_leases_pkey;
ALTER TABLE job_leases RENAME CONSTRAINT sweeps_check TO job_leases_check;
ALTER POLICY every_sweep ON job_leases RENAME TO every_job_lease;
