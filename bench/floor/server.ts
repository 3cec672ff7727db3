import { hash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { Asked } from './asked.js';
import { putUrl } from './put-url.js';
import { createStatement } from './schema.js';

/**
 * The least a process can do to create an upload safely: no framework, no validation, one statement. What stands
 * above it is the price of everything else. Its keys are `floor-0`, `floor-1`, … for `tenant-0`, `tenant-1`, …
 */
const { FLOOR_DATABASE_URL: connectionString, FLOOR_TENANTS: tenantCount } = process.env;
const pool = new pg.Pool({ connectionString, max: 10 });
const tenants = new Map(
  Array.from({ length: Number(tenantCount) }, (_, n) => [hash('sha256', `floor-${n}`), `tenant-${n}`]),
);

async function create(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const tenant = tenants.get(hash('sha256', bearer));
  if (!tenant) return void response.writeHead(401).end();
  const { filename, content_type: type, file_size_bytes: size, metadata = {} } = JSON.parse(body) as Asked;
  const id = `upl_${Date.now().toString(36)}${randomBytes(5).toString('hex')}`;
  const key = `${tenant}/${id}`;
  const values = [id, tenant, 'documents', key, filename, type, size, JSON.stringify(metadata), 'floor', 3600];
  const { rows } = await pool.query<{ created_at: Date }>({ ...createStatement, values });
  if (!rows[0]) return void response.writeHead(403).end();
  const answer = JSON.stringify({
    ...{ upload_id: id, tenant, bucket: 'documents', filename, content_type: type, status: 'PENDING', metadata },
    created_at: rows[0].created_at,
    presigned_url: putUrl(key, type, size, 3600),
  });
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
  response.end(answer);
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    create(request, response, body).catch((error: Error) => response.writeHead(500).end(error.message));
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`floor ready on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('SIGTERM', () => process.exit(0));
