import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { type DocumentApi, documentsOf } from '../support/document-api.js';
import { eicar, encryptedZip, pdf } from '../support/fixtures.js';
import { MailServer } from '../support/mail-server.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { repeatUntilExit, runUntilFault } from '../support/resilience/run-until-fault.js';
import { until } from '../support/resilience/until.js';
import { confirm, create, download, put, settled, type TestFile, upload } from '../support/walk.js';

/**
 * Every step at which the process may be killed. Steps of parallel work are killed in one round; steps that a process
 * takes one after the other need a round each, on the state that the round before left.
 */
const rounds = [
  [
    ...['created', 'staged', 'confirmed', 'canceled', 'removed'].map((step) => `upload.${step}`),
    'storage-events.looked-up',
    ...[
      'claimed',
      'seal-planned',
      'sealed',
      'inspected',
      'looked-up',
      'promotion-planned',
      'promoted',
      'admitted',
      'rejected',
    ].map((step) => `admission.${step}`),
    ...['quarantine-planned', 'quarantine-copied', 'quarantined'].map((step) => `admission.${step}`),
    ...['begun', 'released', 'copy-planned'].map((step) => `quarantine.${step}`),
    ...['trash.taken', 'mail.claimed'],
    ...['claimed', 'opened', 'extracted', 'inserted', 'stored', 'failed'].map((step) => `ingestion.${step}`),
  ],
  ['quarantine.copied', 'trash.deleted', 'mail.sent'],
  ['quarantine.moved'],
  ['quarantine.file-quarantined'],
];

const report = (text: string): TestFile => ({
  filename: 'report.pdf',
  contentType: 'application/pdf',
  bytes: pdf(text),
});
const infected: TestFile = { filename: 'eicar.txt', contentType: 'text/plain', bytes: eicar() };
const locked: TestFile = { filename: 'locked.zip', contentType: 'application/zip', bytes: encryptedZip() };
const shared = report('The same again and again');
const harmful = report('Harmful after all');
const harmless = report('A false alarm');
const sha256Of = ({ bytes }: TestFile) => createHash('sha256').update(bytes).digest('hex');
const reason = 'found harmful';

/** The texts of documents whose creation was answered, by their ids; an empty one cannot be ingested. */
const texts = new Map<string, string>();
const longText = () => Array.from({ length: 150 }, () => `A sentence with ${Math.random()} in it.`).join(' ');

let dataDir: string;
let stored: StoredState;
let mails: MailServer;
let env: Record<string, string>;
let recovered: Airlock;
const clean = new Map<string, TestFile>();
const refused = new Set<string>();
const quarantined = new Set<string>();
/** Two files with one content, and the links that were given out before it was quarantined. */
const closed: string[] = [];
let opened: string;
const links: string[] = [];
/** The statuses of all requests for a quarantined file. */
const answers: number[] = [];

async function populate(api: Api): Promise<void> {
  await api.post('/v1/buckets', { bucket_name: 'apart', unscannable_policy: 'quarantine' });
  for (let n = 0; n < 2; n++) closed.push((await upload(api, harmful, { skip_duplicates: false })).upload_id);
  opened = (await upload(api, harmless)).upload_id;
  await api.post('/v1/quarantine', { sha256: sha256Of(harmless), reason });
  // A release is possible once the links issued before have expired.
  await nothingIsClosing();
  for (const id of closed)
    links.push((await api.get(`/v1/files/${id}/download-url?expires_in=3600`)).body.download_url);
  expect(await linkAnswers()).toEqual([200, 200]);
}

const nothingIsClosing = () =>
  until(async () => (await stored.query('SELECT 1 FROM quarantines WHERE due_at IS NOT NULL')).length === 0);

async function askForClosed(api: Api): Promise<void> {
  for (const id of closed)
    for (const what of ['content', 'download-url']) answers.push((await api.get(`/v1/files/${id}/${what}`)).status);
}

const linkAnswers = () => Promise.all(links.map(async (link) => (await fetch(link)).status));

let largeFiles = 0;

/** Requests of clients, in parallel; only those that were answered are checked. */
async function doEverything(api: Api): Promise<void> {
  const send = async (file: TestFile, isConfirmed = true) => {
    const created = await create(api, file, {}, file === locked ? 'apart' : 'assets');
    const id: string = created.upload_id;
    if (file === infected) refused.add(id);
    else if (file === locked) quarantined.add(id);
    else clean.set(id, file);
    await put(created, file.bytes);
    if (isConfirmed) await confirm(api, id);
  };
  const fresh = () => report(`Clean ${Math.random()}`);
  // Above the 8 MiB up to which a file is copied once, so that it is sealed first. Each step of that stops one of them.
  const large = () => ({ ...fresh(), bytes: pdf(`Large ${Math.random()} `.repeat(400_000)) });
  const sealed = largeFiles++ < 4 ? [large()] : [];
  const cancel = async () => api.delete(`/v1/uploads/${(await create(api, fresh())).upload_id}`);
  const remove = async () => api.delete(`/v1/files/${(await upload(api, fresh())).upload_id}`);
  const files = [fresh(), fresh(), fresh(), ...sealed, shared, infected, locked];
  const documents = await documentsOf(api);
  const written = [longText(), longText(), ' '].map((text) => sendDocument(documents, text));
  await Promise.allSettled([...files.map((file) => send(file)), send(fresh(), false), cancel(), remove(), ...written]);
}

async function sendDocument(documents: DocumentApi, text: string): Promise<void> {
  const { body } = await documents.announce({ file_size: text.length });
  texts.set(body.document_id, text);
  await documents.send(body, text);
  await documents.post(`/${body.document_id}/confirm-upload/`);
}

async function firstRound(server: Airlock): Promise<void> {
  const api = new Api(server.url);
  // Neither gets an answer: both stop at a fault point.
  void api.post('/v1/quarantine', { sha256: sha256Of(harmful), reason }).catch(() => undefined);
  void api.post(`/v1/uploads/${opened}/release`, { reason }).catch(() => undefined);
  await repeatUntilExit(server, 1_000, () => doEverything(api));
}

/** Ends the leases of the killed process; nothing else is expedited. */
const endLeases = () => stored.query(`UPDATE notification_recipients SET mail_at = now() WHERE mail_at > now()`);

beforeAll(async () => {
  mails = await MailServer.start();
  const admin = { BOOTSTRAP_ADMIN_EMAIL: 'admin@example.com', BOOTSTRAP_ADMIN_PASSWORD: 'correct horse battery' };
  env = {
    SCAN_LEASE_SECONDS: '2',
    SCAN_CONCURRENCY: '24',
    INGESTION_LEASE_SECONDS: '2',
    INGESTION_CONCURRENCY: '8',
    SMTP_URL: mails.url,
    ...admin,
  };
  const first = await Airlock.start({ env, ownDatabaseServer: true });
  dataDir = first.dataDir;
  stored = new StoredState(dataDir);
  await populate(new Api(first.url));
  await first.kill();
  for (const [n, points] of rounds.entries()) {
    await endLeases();
    await runUntilFault(points, { dataDir, env }, n ? (server) => askForClosed(new Api(server.url)) : firstRound);
  }
  await endLeases();
  recovered = await Airlock.start({ dataDir, env });
}, 240_000);
afterAll(async () => {
  await recovered.dispose();
  await mails.stop();
});

describe(`kill -9 at ${rounds.flat().length} steps, in ${rounds.length} rounds`, () => {
  let api: Api;

  beforeAll(() => {
    api = new Api(recovered.url);
  });

  it('a quarantined content was never readable, and its links are dead', async () => {
    await askForClosed(api);
    expect(new Set(answers)).toEqual(new Set([410]));
    await nothingIsClosing();
    // The bytes are elsewhere; what the links lead to is trash, which is emptied every second.
    await until(async () => (await linkAnswers()).every((status) => status === 404));
    for (const id of closed) {
      const { items } = (await api.get(`/v1/uploads/${id}/timeline`)).body;
      expect(items.filter(({ event }: Json) => event === 'quarantined')).toHaveLength(1);
      expect(items.at(-1)).toMatchObject({ event: 'quarantined', detail: `quarantined:${reason}` });
    }
  });

  it('a released file is readable, though the request for it got no answer', async () => {
    expect((await download(api, opened)).bytes.equals(harmless.bytes)).toBe(true);
    expect(await api.post(`/v1/uploads/${opened}/release`, { reason })).toMatchObject({ status: 409 });
  });

  it('every upload ends by itself, or by its deadline when no bytes came', async () => {
    await until(async () => (await statuses()).every((status) => status !== 'SCANNING'));
    await stored.query(
      `UPDATE uploads SET deadline_at = now(), next_check_at = now() WHERE status IN ('PENDING', 'UPLOADING')`,
    );
    await until(async () =>
      (await statuses()).every((status) => !['PENDING', 'UPLOADING', 'SCANNING'].includes(status)),
    );
    for (const id of refused) expect((await settled(api, id)).status).toBe('FAILED');
    for (const id of quarantined) expect((await settled(api, id)).status).toBe('FAILED');
  });

  it('admitted files are complete and served', async () => {
    const admitted = await endedAs('COMPLETED');
    expect(admitted.length).toBeGreaterThanOrEqual(5);
    for (const [id, file] of admitted) expect((await download(api, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('every document has its chunks, each once, and was announced once', async () => {
    const left = () => stored.query(`SELECT 1 FROM documents WHERE status = 'PROCESSING'`);
    await until(async () => (await left()).length === 0);
    const ended = await stored.query<{ id: string; status: string; error_code: string | null; chunk_count: number }>(
      'SELECT id, status::text, error_code, chunk_count FROM documents',
    );
    const sent = ended.filter(({ id, error_code: code }) => texts.has(id) && code !== 'expired');
    expect(sent.filter(({ status }) => status === 'SUCCESS').length).toBeGreaterThanOrEqual(6);
    for (const { id, status, error_code, chunk_count } of sent) {
      const text = texts.get(id)!;
      const chunks = await stored.query<{ index: number; text: string; start_offset: number; end_offset: number }>(
        `SELECT * FROM document_chunks WHERE document_id = '${id}' ORDER BY index`,
      );
      expect({ id, status, error_code }).toEqual({
        id,
        ...(text === ' ' ? { status: 'FAILURE', error_code: 'empty' } : { status: 'SUCCESS', error_code: null }),
      });
      expect(chunks.map(({ index }) => index)).toEqual(Array.from({ length: chunk_count }, (_, n) => n));
      for (const chunk of chunks) expect(chunk.text).toBe(text.slice(chunk.start_offset, chunk.end_offset));
      if (text !== ' ') expect(chunks.at(-1)!.end_offset).toBe(text.length);
      const told = await stored.query<{ type: string }>(`SELECT type FROM announcements WHERE resource_id = '${id}'`);
      expect(told.map(({ type }) => type)).toEqual([text === ' ' ? 'document.failed' : 'document.processed']);
    }
  });

  it('usage, timelines and blobs are exact', async () => {
    const { body } = await api.get('/v1/usage');
    const live = (await endedAs('COMPLETED')).map(([, { bytes }]) => bytes.length).reduce((sum, size) => sum + size, 0);
    expect(body.used_bytes).toBeGreaterThanOrEqual(live);
    expect(body).toMatchObject({ reserved_bytes: 0, pending_count: 0 });
    await stored.expectConsistent();
  });

  it('quarantined files are released one by one, and links issued before stay dead', async () => {
    const [kept] = await quarantinedFiles();
    for (const [id, { bytes }] of [[closed[0]!, harmful] as const, [kept!, locked] as const]) {
      expect(await api.post(`/v1/uploads/${id}/release`, { reason })).toMatchObject({
        status: 200,
        body: { status: 'COMPLETED' },
      });
      expect((await download(api, id)).bytes.equals(bytes)).toBe(true);
    }
    expect((await api.get(`/v1/files/${closed[1]}/content`)).status).toBe(410);
    expect(await linkAnswers()).toEqual(links.map(() => 404));
    await stored.expectConsistent();
  });

  it('every administrator’s mail was sent, some of it twice', async () => {
    await until(
      async () => (await stored.query('SELECT 1 FROM notification_recipients WHERE mail_at IS NOT NULL')).length === 0,
    );
    const noted = await stored.query<{ id: string }>('SELECT upload_id AS id FROM notifications');
    const times = noted.map(({ id }) => mails.received.filter(({ raw }) => raw.includes(id)).length);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...times)).toBeGreaterThanOrEqual(2);
  });

  it('no object is an orphan, and the trash deletes no live bytes', async () => {
    await stored.expectNoOrphans();
    await stored.expectOnlyLiveBytesAfterTrash();
  });

  /** Those of which admission said so before or after it was killed. */
  async function quarantinedFiles(): Promise<string[]> {
    const ended: Json[] = await Promise.all([...quarantined].map((id) => settled(api, id)));
    return ended
      .filter(({ status_reason }) => status_reason === 'quarantined:encrypted')
      .map(({ upload_id }) => upload_id);
  }

  async function statuses(): Promise<string[]> {
    const rows = await stored.query<{ status: string }>('SELECT status FROM uploads');
    return rows.map(({ status }) => status);
  }

  async function endedAs(status: string): Promise<[string, TestFile][]> {
    const ended: Json[] = await Promise.all([...clean.keys()].map((id) => settled(api, id)));
    return [...clean].filter((_, i) => ended[i].status === status);
  }
});
