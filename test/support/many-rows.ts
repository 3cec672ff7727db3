import type { INestApplicationContext } from '@nestjs/common';
import pMap from 'p-map';
import { Database } from '../../src/platform/prisma/database.js';
import { newId } from '../../src/shared/ids.js';
import type { Api } from './api.js';
import { announce, attach, report, send } from './direct-uploads.js';
import { ISSUER } from './outside-identity.js';
import type { Ids } from './routes.js';
import { settled } from './walk.js';

const WIDTH = 4;

/** Rows like one that is there, each with these changes. */
async function copyRows(app: INestApplicationContext, table: string, column: string, id: string, changes: object[]) {
  const { system } = app.get(Database, { strict: false });
  const text = `INSERT INTO ${table} SELECT copy.* FROM ${table} t, unnest($1::text[]) AS change,
    jsonb_populate_record(t, change::jsonb) AS copy WHERE t.${column} = $2`;
  const all = changes.map((change) => JSON.stringify(change));
  await system.$executeRawUnsafe(text, all, id);
}

/** So many more of everything that lists show, in the workspace of `ids`. */
export async function multiply(app: INestApplicationContext, api: Api, ids: Ids, n: number): Promise<void> {
  const numbers = Array.from({ length: n }, (_, i) => i);
  await pMap(numbers, (i) => ofOneKind(api, ids, i), { concurrency: WIDTH });
  await attachments(api, numbers);
  const now = new Date().toISOString();
  const copies = numbers.map(() => ({ upload: newId('upl'), document: newId('doc') }));
  const { body } = await api.get(`/api/workspaces/${ids.workspace}/documents/${ids.document}`);
  const copy = (table: string, column: string, id: string, changes: object[]) =>
    copyRows(app, table, column, id, changes);
  await copy(
    'uploads',
    'id',
    body.upload_id,
    copies.map(({ upload }) => ({ id: upload })),
  );
  const ofUpload = copies.map(({ upload }) => ({ upload_id: upload, published_at: now }));
  await copy('upload_events', 'upload_id', body.upload_id, ofUpload);
  const documents = copies.map(({ upload, document }) => ({ id: document, upload_id: upload }));
  await copy('documents', 'id', ids.document!, documents);
  const ofDocument = copies.map(({ document }) => ({ document_id: document }));
  await copy('document_chunks', 'document_id', ids.document!, ofDocument);
  await copy('knowledge_base_documents', 'document_id', ids.document!, ofDocument);
  const noted = numbers.map((i) => ({ id: newId('ntf'), event_key: `copy-${i}` }));
  await copy('notifications', 'id', ids.notification!, noted);
  const delivered = numbers.map((i) => ({ id: newId('dlv'), event_key: `copy-${i}` }));
  await copy('webhook_deliveries', 'id', ids.delivery!, delivered);
}

async function ofOneKind(api: Api, { workspace }: Ids, i: number): Promise<void> {
  await api.post('/v1/buckets', { bucket_name: `many-${i}` });
  await api.post('/v1/api-keys', { name: `many-${i}`, scopes: ['uploads:read'] });
  await api.post('/v1/upload-tokens', { bucket: 'assets', max_file_size: 1000 });
  await api.post(`/api/workspaces/${workspace}/knowledge-bases`, { name: `many-${i}` });
  await api.post('/v1/webhook-endpoints', { url: 'https://hooks.example/many', status: 'disabled' });
  await api.post('/v1/workspaces', { name: `many-${i}` });
  await api.post('/v1/organizations', { name: `many-${i}` });
  const identity = { issuer: ISSUER, subject: `many-${i}` };
  const { body: user } = await api.post('/v1/users', { email: `many-${i}@people.example`, ...identity });
  await api.post(`/v1/workspaces/${workspace}/members`, { user_id: user.user_id, role: 'viewer' });
}

/** One file of a record under many names. */
async function attachments(api: Api, numbers: number[]): Promise<void> {
  const one = report();
  const blob = await announce(api, one);
  await send(blob, one.bytes);
  for (const i of numbers) {
    const { body } = await attach(api, blob.signed_id, { name: `many-${i}` });
    if (i === 0) await settled(api, body.upload_id);
  }
}
