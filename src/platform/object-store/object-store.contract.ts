import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import pMap from 'p-map';
import { MultipartRefusedError, ObjectChangedError } from './object-store.js';
import { S3ObjectStore, type S3ObjectStoreOptions } from './s3/s3-object-store.js';
import { SigV4UrlSigner } from './signing/sigv4-url-signer.js';
import { clientOf, oddKeys, patterned, type RunningStore, seedObject } from './testing/running-store.js';

const MIB = 1024 * 1024;
const type = 'image/png';

/** How the store requests single objects. */
export type Requests = Pick<S3ObjectStoreOptions, 'objectCalls'>;

/** The contract of every object store. `start` returns an empty bucket of a real one. */
export function describeObjectStore(name: string, start: () => Promise<RunningStore>, by: Requests = {}): void {
  describe(`${name} as object store`, () => {
    let running: RunningStore;
    let client: S3Client;
    let store: S3ObjectStore;

    beforeAll(async () => {
      running = await start();
      client = clientOf(running);
      const { location, credentials } = running;
      store = new S3ObjectStore({ location, multipartCopyThresholdBytes: 6 * MIB, ...by }, () => credentials);
    });

    afterAll(async () => {
      store.onApplicationShutdown();
      client.destroy();
      await running.stop();
    });

    const put = (key: string, body: Buffer) => seedObject(client, running, { key, body, contentType: type });
    const read = async (key: string, options = {}) => {
      const body = await store.get(key, options);
      return body && (await buffer(body.stream));
    };
    const uploadPart = async (key: string, uploadId: string, partNumber: number, body: Buffer) => {
      const signer = new SigV4UrlSigner(running.location, () => running.credentials);
      const part = { key, uploadId, partNumber, contentLength: body.length, expiresInSeconds: 60 };
      const answer = await fetch(signer.signPart(part).url, { method: 'PUT', body: new Uint8Array(body) });
      expect(answer.status).toBe(200);
      return { partNumber, size: body.length, etag: (answer.headers.get('etag') ?? '').replaceAll('"', '') };
    };

    it('responds to ping', async () => {
      await expect(store.ping(AbortSignal.timeout(10_000))).resolves.toBeUndefined();
    });

    describe('head, get, delete', () => {
      it('returns the bytes, size and type that were put', async () => {
        const made = await put('plain', Buffer.from('hello'));
        expect(await store.head('plain')).toEqual(made);
        const { stream, ...info } = (await store.get('plain'))!;
        expect(info).toEqual(made);
        expect((await buffer(stream)).toString()).toBe('hello');
      });

      it('reads an empty object', async () => {
        expect(await put('empty', Buffer.alloc(0))).toMatchObject({ size: 0 });
        expect(await read('empty')).toEqual(Buffer.alloc(0));
      });

      it('does not read when the caller has aborted, and throws the given reason', async () => {
        const reason = new Error('enough');
        await expect(store.get('plain', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      });

      it('fails a download when the caller aborts, with the given reason', async () => {
        await put('long-read', patterned(8 * MIB));
        const caller = new AbortController();
        const reason = new Error('enough');
        const body = (await store.get('long-read', { signal: caller.signal }))!;
        const drain = async () => {
          for await (const chunk of body.stream) if (chunk) caller.abort(reason);
        };
        await expect(drain()).rejects.toBe(reason);
      });

      it('returns null for a missing object', async () => {
        expect(await store.head('missing')).toBeNull();
        expect(await store.get('missing')).toBeNull();
      });

      it('deletes many at once, whatever their keys, and those that are missing', async () => {
        const keys = [...oddKeys, '<&">\'', 'plain too'].map((key) => `many/${key}`);
        await pMap(keys, (key) => put(key, Buffer.from('x')));
        expect(await store.deleteMany([...keys, 'many/missing'])).toEqual(new Map());
        expect(await pMap(keys, (key) => store.head(key))).toEqual(keys.map(() => null));
        expect(await store.deleteMany([])).toEqual(new Map());
      });

      it('deletes idempotently', async () => {
        await put('gone', Buffer.from('x'));
        await store.delete('gone');
        expect(await store.head('gone')).toBeNull();
        await expect(store.delete('gone')).resolves.toBeUndefined();
      });

      it.each(oddKeys)('stores an object under the key %s', async (key) => {
        await put(key, Buffer.from(key));
        expect((await read(key))!.toString()).toBe(key);
        const { etag } = (await store.head(key))!;
        await store.copy({ from: key, to: `copy/${key}`, etag, size: Buffer.byteLength(key), contentType: type });
        expect((await read(`copy/${key}`))!.toString()).toBe(key);
      });
    });

    describe('put', () => {
      const stream = (body: Buffer, size = body.length) =>
        store.put({ key: 'streamed', body: Readable.from([body]), size, contentType: 'image/webp' });

      it('streams an object, in place of the one before', async () => {
        await stream(Buffer.from('first'));
        const bytes = patterned(MIB + 3);
        const made = await stream(bytes);
        expect(made).toMatchObject({ key: 'streamed', size: MIB + 3, contentType: 'image/webp' });
        expect(await store.head('streamed')).toEqual(made);
        expect((await read('streamed'))!.equals(bytes)).toBe(true);
      });

      it.each([4, 6])('stores nothing of five bytes that were announced as %i', async (size) => {
        await store.delete('streamed');
        await expect(stream(Buffer.from('bytes'), size)).rejects.toThrow('announced');
        expect(await store.head('streamed')).toBeNull();
      });
    });

    describe('reads of one version and of ranges', () => {
      it('reads inclusive ranges and returns the size of the object', async () => {
        await put('ranged', Buffer.from('0123456789'));
        const body = (await store.get('ranged', { range: { start: 2, end: 4 } }))!;
        expect(body.size).toBe(10);
        expect((await buffer(body.stream)).toString()).toBe('234');
        expect((await read('ranged', { range: { start: 8, end: 99 } }))!.toString()).toBe('89');
      });

      it('reads the given version and refuses another one', async () => {
        const { etag } = await put('pinned', Buffer.from('first'));
        expect((await read('pinned', { etag }))!.toString()).toBe('first');
        await put('pinned', Buffer.from('other'));
        await expect(store.get('pinned', { etag })).rejects.toThrow(ObjectChangedError);
        const range = { start: 0, end: 1 };
        await expect(store.get('pinned', { etag, range })).rejects.toThrow(ObjectChangedError);
      });
    });

    describe('copy', () => {
      it('copies the given version with the given type', async () => {
        const { etag } = await put('source', Buffer.from('bytes'));
        const made = await store.copy({ from: 'source', to: 'target', etag, size: 5, contentType: 'text/plain' });
        expect(made).toMatchObject({ key: 'target', size: 5, contentType: 'text/plain', isProven: false });
        expect(made).toMatchObject((await store.head('target'))!);
        expect((await read('target'))!.toString()).toBe('bytes');
      });

      it('is proven by the SHA-256 of a store that computes one, and safe without', async () => {
        const bytes = Buffer.from('proven');
        const { etag } = await put('hashed', bytes);
        const request = { from: 'hashed', to: 'hashed-copy', etag, size: 6, contentType: type };
        const right = createHash('sha256').update(bytes).digest('hex');
        const made = (await store.copy({ ...request, sha256: right }))!;
        expect(made).toMatchObject((await store.head('hashed-copy'))!);
        expect((await read('hashed-copy'))!.equals(bytes)).toBe(true);
        const other = store.copy({ ...request, to: 'other-copy', sha256: '0'.repeat(64) });
        if (made.isProven) await expect(other).rejects.toThrow(ObjectChangedError);
        else expect(await other).toMatchObject({ size: 6, isProven: false });
      });

      it.each([undefined, 'e'.repeat(64)])('refuses a source that changed, with the SHA-256 %s', async (sha256) => {
        const { etag } = await put('moving', Buffer.from('12345'));
        await put('moving', Buffer.from('67890'));
        const request = { from: 'moving', to: 'moved', etag, size: 5, contentType: type, sha256 };
        await expect(store.copy(request)).rejects.toThrow(ObjectChangedError);
        // A store that ignores the condition has copied before the difference shows.
        if (!sha256) expect(await store.head('moved')).toBeNull();
      });

      it('returns null when the source is missing', async () => {
        const request = { from: 'missing', to: 'x', etag: 'e', size: 1, contentType: type };
        expect(await store.copy(request)).toBeNull();
        expect(await store.copy({ ...request, sha256: 'e'.repeat(64) })).toBeNull();
      });

      it('copies in parts above the threshold, and again over the first copy', async () => {
        const bytes = patterned(13 * MIB + 7);
        const { etag } = await put('large', bytes);
        const request = { from: 'large', to: 'large-copy', etag, size: bytes.length, contentType: 'video/mp4' };
        const made = await store.copy(request);
        expect(made).toMatchObject({
          size: bytes.length,
          contentType: 'video/mp4',
          etag: expect.stringMatching(/-3$/),
        });
        expect((await read('large-copy'))!.equals(bytes)).toBe(true);
        expect(await store.copy(request)).toEqual(made);
        expect(await store.listMultiparts('large-copy')).toEqual([]);
      });
    });

    describe('multipart uploads', () => {
      it('are listed, and completed idempotently', async () => {
        const key = 'multi/ü (1)';
        const uploadId = await store.createMultipart(key, 'video/mp4');
        const bytes = patterned(5 * MIB + 3);
        const parts = [
          await uploadPart(key, uploadId, 1, bytes.subarray(0, 5 * MIB)),
          await uploadPart(key, uploadId, 2, bytes.subarray(5 * MIB)),
        ];
        expect(await store.listParts(key, uploadId)).toEqual(parts);
        const listed = await store.listMultiparts(key);
        expect(listed).toEqual([{ key, uploadId, initiatedAt: expect.any(Date) }]);
        const made = await store.completeMultipart(key, uploadId, parts);
        expect(made).toMatchObject({ key, size: bytes.length, contentType: 'video/mp4' });
        expect((await read(key))!.equals(bytes)).toBe(true);
        expect(await store.completeMultipart(key, uploadId, parts)).toEqual(made);
      });

      it('are listed by key, and for the bucket page by page', async () => {
        const keys = ['paged', 'paged', 'paged.2', 'paged/3'];
        const opened: { key: string; uploadId: string }[] = [];
        for (const key of keys) opened.push({ key, uploadId: await store.createMultipart(key, type) });
        const ids = (sessions: { uploadId: string }[]) => sessions.map(({ uploadId }) => uploadId).sort();
        expect(ids(await store.listMultiparts('paged'))).toEqual(ids(opened.slice(0, 2)));
        const first = await store.pageOfMultiparts({ key: 'pagec', uploadId: '' });
        expect(ids(first.sessions)).toEqual(ids(opened));
        const rest = await store.pageOfMultiparts({ key: 'paged', uploadId: ids(opened.slice(0, 2))[0]! });
        expect(ids(rest.sessions)).toEqual(
          ids(opened.filter(({ uploadId }) => uploadId !== ids(opened.slice(0, 2))[0])),
        );
        expect(rest.next).toBeNull();
        for (const { key, uploadId } of opened) await store.abortMultipart(key, uploadId);
      });

      it('stream a part, and refuse one for a missing session', async () => {
        const bytes = patterned(2 * MIB + 3);
        const send = (uploadId: string) =>
          store.putPart({ key: 'own', uploadId, partNumber: 1, body: Readable.from([bytes]), size: bytes.length });
        const uploadId = await store.createMultipart('own', type);
        const part = await send(uploadId);
        expect(await store.listParts('own', uploadId)).toEqual([part]);
        await store.completeMultipart('own', uploadId, [part]);
        expect((await read('own'))!.equals(bytes)).toBe(true);
        await expect(send(uploadId)).rejects.toBeInstanceOf(MultipartRefusedError);
      });

      describe('a streamed part', () => {
        let uploadId: string;
        const send = (body: Readable, size: number, signal?: AbortSignal) =>
          store.putPart({ key: 'exact', uploadId, partNumber: 1, body, size, signal });
        const expectNoPart = async () => expect(await store.listParts('exact', uploadId)).toEqual([]);

        beforeAll(async () => void (uploadId = await store.createMultipart('exact', type)));
        afterAll(() => store.abortMultipart('exact', uploadId));

        it.each([
          ['shorter', 'abc'],
          ['longer', 'abcdefgh'],
        ])('is not stored when the body is %s than announced', async (_word, text) => {
          await expect(send(Readable.from([Buffer.from(text)]), 5)).rejects.toThrow('announced');
          await expectNoPart();
        });

        it("fails with the source's own error and is not stored", async () => {
          const source = Readable.from(
            (async function* () {
              yield Buffer.from('ab');
              throw new Error('the source broke');
            })(),
          );
          await expect(send(source, 5)).rejects.toThrow('the source broke');
          await expectNoPart();
        });

        it('is not stored when the caller has aborted, and throws the given reason', async () => {
          const reason = new Error('enough');
          await expect(send(Readable.from(['x']), 1, AbortSignal.abort(reason))).rejects.toBe(reason);
          await expectNoPart();
        });
      });

      it('list all parts over several pages', async () => {
        const uploadId = await store.createMultipart('many', type);
        const numbers = Array.from({ length: 1001 }, (_, index) => index + 1);
        const parts = await pMap(numbers, (number) => uploadPart('many', uploadId, number, Buffer.from('x')), {
          concurrency: 16,
        });
        expect(await store.listParts('many', uploadId)).toEqual(parts);
        await store.abortMultipart('many', uploadId);
      });

      it('refuse missing parts and a missing session', async () => {
        const uploadId = await store.createMultipart('refused', type);
        const part = await uploadPart('refused', uploadId, 1, Buffer.from('x'));
        const forged = [{ ...part, etag: '0'.repeat(32) }];
        await expect(store.completeMultipart('refused', uploadId, forged)).rejects.toThrow(MultipartRefusedError);
        await store.abortMultipart('refused', uploadId);
        await expect(store.completeMultipart('refused', uploadId, [part])).rejects.toThrow(MultipartRefusedError);
        expect(await store.head('refused')).toBeNull();
      });

      it('are aborted idempotently, with their parts', async () => {
        const uploadId = await store.createMultipart('aborted', type);
        expect(await store.listParts('aborted', uploadId)).toEqual([]);
        await store.abortMultipart('aborted', uploadId);
        await expect(store.abortMultipart('aborted', uploadId)).resolves.toBeUndefined();
        expect(await store.listParts('aborted', uploadId)).toBeNull();
        expect(await store.listMultiparts('aborted')).toEqual([]);
      });
    });
  });
}
