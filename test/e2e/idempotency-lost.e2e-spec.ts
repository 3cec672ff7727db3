import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { type Answer, Api, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { field, filePart } from '../support/form.js';
import {
  createForm,
  createMany,
  createOne,
  documentRequests,
  form,
  idempotentRequests,
} from '../support/idempotent-requests.js';
import { lentDataDir } from '../support/lent-database.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { runUntilFault } from '../support/resilience/run-until-fault.js';

let dataDir: string;
let airlock: Airlock;
let api: Api;
let stored: StoredState;
/** Keys whose requests were committed by a process that died before it answered. */
const orphaned = { one: randomUUID(), many: randomUUID(), form: randomUUID() };

beforeAll(async () => {
  dataDir = await lentDataDir();
  await runUntilFault(
    ['upload.created', 'uploads.created', 'streamed-upload.completed'],
    { dataDir, env: {} },
    (server) => {
      const doomedApi = new Api(server.url);
      return Promise.allSettled([
        createOne(doomedApi, orphaned.one),
        createMany(doomedApi, orphaned.many),
        createForm(doomedApi, orphaned.form),
      ]);
    },
  );
  airlock = await Airlock.start({ dataDir });
  api = new Api(airlock.url);
  stored = new StoredState(dataDir);
});
afterAll(() => airlock.dispose());

const count = async (what: string) =>
  Number((await stored.query<{ n: string }>(`SELECT count(*) AS n FROM ${what}`))[0]!.n);

describe('killed after the commit', () => {
  it.each([
    ['a create', orphaned.one, createOne, 201, 1],
    ['a batch', orphaned.many, createMany, 201, 2],
    ['a form', orphaned.form, createForm, 201, 1],
  ])('%s is answered by what it made, to all retries at once', async (_, key, send, status, made) => {
    const before = await count('uploads');
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(api, key)));
    for (const answer of answers)
      expect([answer.status, answer.headers['idempotency-replayed']]).toEqual([status, 'true']);
    const idsOf = ({ body }: Answer<Json>): string[] =>
      (body.items ?? [body]).map(({ upload_id, fileId }: Json) => upload_id ?? fileId);
    const ids = idsOf(answers[0]!);
    expect(ids).toHaveLength(made);
    for (const answer of answers) expect(idsOf(answer)).toEqual(ids);
    expect(await count('uploads')).toBe(before);
    expect(await count(`uploads WHERE id IN ('${ids.join("','")}')`)).toBe(made);
  });

  it('another body under the key is refused', async () => {
    const other = form(field('bucket', 'assets'), filePart(pdf('sent twice')));
    expect(await other(api, orphaned.form)).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('a create carries a URL that works, and later retries get the same answer', async () => {
    const again = await createOne(api, orphaned.one);
    expect(again.body.presigned_url).toContain('X-Amz-Signature');
    expect(again.body.status).toBe('PENDING');
  });
});

/** As if the process had died between the commit and the answer. */
const loseAnswer = (key: string) =>
  stored.query(`UPDATE idempotency_records SET answer = NULL, status = NULL, lease_token = 'a dead process', lease_until = now()
    WHERE key = '${key}'`);

/** What changes from answer to answer: a URL signed anew and the clock. */
const LASTING = {
  ...{ presigned_url: null, uploadUrl: null, upload_url: null, server_time: null, expires_at: null, expiresAt: null },
  ...{ url: null, fields: null, direct_upload: null, signed_id: null, attachable_sgid: null },
  // Of a document, which is processed meanwhile.
  ...{ processing_status: null, chunk_count: null, updated_at: null },
};
/** Of a delivery, which is tried meanwhile. */
const deliveredBy = ({ delivery_id, payload, created_at }: Json) => ({ delivery_id, payload, created_at });
const lasting = (body: Json): Json => {
  const one = (part: Json) => ('delivery_id' in part ? deliveredBy(part) : { ...part, ...LASTING, headers: null });
  return body.items ? { items: body.items.map(one) } : one(body);
};

describe('an answer that was lost after the commit', () => {
  it('is built again from what was made, whatever was asked for', async () => {
    for (const [name, send, table] of await idempotentRequests(api)) {
      const key = randomUUID();
      const first = await send(api, key);
      expect([name, first.status < 300, first.body.errors]).toEqual([name, true, undefined]);
      const before = await count(table);
      await loseAnswer(key);
      for (const again of [await send(api, key), await send(api, key)]) {
        expect([name, again.status, again.headers['idempotency-replayed']]).toEqual([name, first.status, 'true']);
        expect([name, lasting(again.body)]).toEqual([name, lasting(first.body)]);
      }
      expect([name, await count(table)]).toEqual([name, before]);
    }
  });

  it('makes the document that a process which died after its upload could not make', async () => {
    const [, send] = (await documentRequests(api))[0]!;
    const key = randomUUID();
    const first = await send(api, key);
    await stored.query(`DELETE FROM documents WHERE id = '${first.body.document_id}'`);
    await loseAnswer(key);
    const again = await send(api, key);
    expect([again.status, lasting(again.body)]).toEqual([201, lasting(first.body)]);
    expect(again.body.upload_url).toContain('X-Amz-Signature');
    expect(await count(`documents WHERE id = '${first.body.document_id}'`)).toBe(1);
  });

  it('was tried for every route that takes a key', async () => {
    const { body: document } = await api.get('/docs-json');
    const takesKey = (operation: Json) =>
      (operation.parameters ?? []).some(({ name }: Json) => name === 'Idempotency-Key');
    const routes = Object.entries<Json>(document.paths)
      .filter(([path, { post: operation }]) => operation && takesKey(operation) && !path.startsWith('/api/v1/files/'))
      .map(([path]) => path);
    const tried = (await idempotentRequests(api)).map(([name]) => name).filter((name) => name.startsWith('/'));
    expect(tried.sort()).toEqual(routes.sort());
  });

  it('of a file that was deleted since is 410', async () => {
    const key = randomUUID();
    const { body } = await createOne(api, key);
    await api.delete(`/v1/uploads/${body.upload_id}`);
    await api.delete(`/v1/uploads/${body.upload_id}`);
    await loseAnswer(key);
    expect(await createOne(api, key)).toMatchObject({ status: 410, body: { code: 'GONE' } });
  });
});

describe('an answer that cannot be kept', () => {
  const refuseAnswers = `
    CREATE FUNCTION refuse_answer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$;
    CREATE TRIGGER refuse_answer BEFORE UPDATE OF answer ON idempotency_records FOR EACH ROW
      WHEN (NEW.answer IS NOT NULL) EXECUTE FUNCTION refuse_answer()`;
  const keepAnswers = 'DROP TRIGGER refuse_answer ON idempotency_records; DROP FUNCTION refuse_answer';

  it.each([
    ['a create', createOne],
    ['a form', form(field('bucket', 'assets'), filePart(pdf('three')))],
  ])('%s is answered all the same, and made once', async (_, send) => {
    const key = randomUUID();
    await stored.query(refuseAnswers);
    const first = await send(api, key);
    await stored.query(keepAnswers);
    const before = await count('uploads');
    const again = await send(api, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(lasting(again.body)).toEqual(lasting(first.body));
    expect(await count('uploads')).toBe(before);
  });
});

it('a request that lost its key makes nothing', async () => {
  const key = randomUUID();
  const stolen = `
    CREATE FUNCTION steal_key() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.lease_token := 'another request'; RETURN NEW; END $$;
    CREATE TRIGGER steal_key BEFORE INSERT ON idempotency_records FOR EACH ROW EXECUTE FUNCTION steal_key()`;
  await createOne(api, key);
  const before = await count('uploads');
  await stored.query(stolen);
  const answer = await createOne(api, randomUUID());
  await stored.query('DROP TRIGGER steal_key ON idempotency_records; DROP FUNCTION steal_key');
  expect(answer).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_IN_PROGRESS' } });
  expect(await count('uploads')).toBe(before);
});
