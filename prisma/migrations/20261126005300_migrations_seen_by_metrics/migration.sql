-- How far the schema is, is shown in the metrics of every process, which read it in the role of background work.
GRANT SELECT (migration_name, finished_at, rolled_back_at) ON _prisma_migrations TO airlock_system;
