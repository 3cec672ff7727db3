import pg from 'pg';

/** The floor's own tables: a quota per tenant, and 20 columns with 4 indexes, ids in the order of time as ours are. */
const schema = `
  CREATE TABLE quota (
    tenant text COLLATE "C" PRIMARY KEY,
    used bigint NOT NULL DEFAULT 0,
    pending integer NOT NULL DEFAULT 0,
    max_bytes bigint NOT NULL,
    max_pending integer NOT NULL
  ) WITH (fillfactor = 10);
  CREATE TABLE uploads (
    id text COLLATE "C" PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    bucket text NOT NULL,
    object_key text COLLATE "C" NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    filename text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    reserved bigint NOT NULL,
    sha256 text,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    completed_at timestamptz,
    etag text,
    detected_type text,
    verdict text,
    attempts smallint NOT NULL DEFAULT 0,
    UNIQUE (bucket, object_key)
  );
  CREATE INDEX ON uploads (tenant, created_at DESC, id);
  CREATE INDEX ON uploads (created_at) WHERE status = 'pending';`;

/** One round trip: reserve if there is room, and insert. */
export const createStatement = {
  name: 'floor_create',
  text: `
    WITH room AS (
      UPDATE quota SET used = used + $7, pending = pending + 1
      WHERE tenant = $2 AND used + $7 <= max_bytes AND pending < max_pending
      RETURNING tenant
    )
    INSERT INTO uploads (id, tenant, bucket, object_key, filename, content_type, size, reserved, metadata, created_by, expires_at)
    SELECT $1, tenant, $3, $4, $5, $6, $7, $7, $8, $9, now() + make_interval(secs => $10) FROM room
    RETURNING created_at`,
};

const fill = `
  INSERT INTO uploads (id, tenant, bucket, object_key, status, filename, content_type, size, reserved, created_by, expires_at)
  SELECT 'upl_0' || lpad(n::text, 15, '0'), 'tenant-' || n % $2, 'documents', 'tenant-' || n % $2 || '/upl_0' || lpad(n::text, 15, '0'),
    CASE WHEN n % 100 = 0 THEN 'pending' ELSE 'expired' END, 'report.pdf', 'application/pdf', 48213, 48213, 'bench', now()
  FROM generate_series(1, $1::int) n`;

/** Makes the floor's database beside the product's, in the same server. */
export async function makeFloorDatabase(url: string, tenants: number, rows: number): Promise<string> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query('CREATE DATABASE floor');
  await owner.end();
  const floor = new URL(url);
  floor.pathname = '/floor';
  const client = new pg.Client({ connectionString: floor.href });
  await client.connect();
  await client.query(schema);
  await client.query(
    `INSERT INTO quota (tenant, max_bytes, max_pending) SELECT 'tenant-' || n, 1e15, 1e9 FROM generate_series(0, $1::int - 1) n`,
    [tenants],
  );
  await client.query(fill, [rows, tenants]);
  await client.query('VACUUM ANALYZE uploads');
  await client.end();
  return floor.href;
}
