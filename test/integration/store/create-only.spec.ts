import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { failureOf } from './support/failure.js';
import { putRaw } from './support/raw-request.js';
import { BUCKET, TestStore } from './support/test-store.js';

const WRITERS = 20;
const ROUNDS = 5;

describe('create-only writes', () => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.start();
  });
  afterAll(() => test.close());

  const read = async (key: string) => {
    const { Body } = await test.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return Body?.transformToString();
  };

  it('succeed for exactly one of several parallel writers', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const key = `race/${round}`;
      const url = await test.signPut(key);
      const body = (writer: number) => `writer ${writer} `.repeat(20_000);
      const attempts = Array.from({ length: WRITERS }, (_, writer) =>
        putRaw(url, body(writer), { 'if-none-match': '*' }),
      );
      const statuses = (await Promise.all(attempts)).map(({ status }) => status);
      const winner = statuses.indexOf(200);
      expect(statuses).toEqual(statuses.map((_, writer) => (writer === winner ? 200 : 412)));
      expect(await read(key)).toBe(body(winner));
    }
  });

  it('are refused while the object exists', async () => {
    await test.put('there', '1');
    expect(await failureOf(test.put('there', '2', { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
    expect(await read('there')).toBe('1');
  });

  it('can instead replace one version only (If-Match)', async () => {
    const { ETag } = await test.put('versioned', '1');
    expect(await failureOf(test.put('versioned', '2', { IfMatch: ETag }))).toBe('accepted');
    expect(await failureOf(test.put('versioned', '3', { IfMatch: ETag }))).toBe('412 PreconditionFailed');
    expect(await failureOf(test.put('missing', '1', { IfMatch: ETag }))).toBe('404 NoSuchKey');
    expect(await read('versioned')).toBe('2');
  });
});
