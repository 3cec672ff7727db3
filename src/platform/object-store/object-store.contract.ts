import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import pMap from 'p-map';
import { type ListedObject, ObjectChangedError, type ObjectPage, type ObjectReader } from './object-store.js';
import { S3ObjectStore, type S3ObjectStoreOptions } from './s3/s3-object-store.js';
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
      const { location, credentials, directory } = running;
      store = new S3ObjectStore(
        { location, multipartCopyThresholdBytes: 6 * MIB, directory, ...by },
        () => credentials,
      );
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

      it('lists all objects in the byte order of their keys, whatever these are, page by page', async () => {
        const keys = oddKeys.map((key) => `listed/${key}`);
        await pMap(keys, (key) => put(key, Buffer.from('12')), { concurrency: 4 });
        const listed: ListedObject[] = [];
        let next: string | null = null;
        do {
          const page: ObjectPage = await store.pageOfObjects(next, 3);
          expect(page.objects.length).toBeLessThanOrEqual(3);
          listed.push(...page.objects);
          next = page.next;
        } while (next !== null);
        const found = listed.map(({ key }) => key);
        expect(found).toEqual([...found].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
        expect(found.filter((key) => key.startsWith('listed/')).sort()).toEqual([...keys].sort());
        const [one] = listed.filter(({ key }) => key === keys[0]);
        expect(one).toEqual({ key: keys[0], size: 2, modifiedAt: expect.any(Date) });
        expect(Math.abs(one!.modifiedAt.getTime() - Date.now())).toBeLessThan(600_000);
        await store.deleteMany(keys);
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

    describe('a reader of one version', () => {
      const never = new AbortController().signal;
      const chunksOf = async (reader: ObjectReader) => {
        const chunks: Buffer[] = [];
        for await (const chunk of reader.chunks()) chunks.push(Buffer.from(chunk));
        return Buffer.concat(chunks);
      };
      const rangeOf = async (reader: ObjectReader, start: number, end: number) => buffer(await reader.read(start, end));

      it.each([1, 300_000, 3 * MIB + 5])('reads all of %i bytes, and any range of them', async (size) => {
        const bytes = patterned(Math.max(4, size)).subarray(0, size);
        const reader = store.reader(await put('read', bytes), never);
        expect(reader.size).toBe(size);
        expect((await chunksOf(reader)).equals(bytes)).toBe(true);
        expect((await chunksOf(reader)).equals(bytes)).toBe(true);
        expect((await reader.whole()).equals(bytes)).toBe(true);
        const [start, end] = [Math.floor(size / 3), Math.max(0, size - 2)];
        expect((await rangeOf(reader, start, end)).equals(bytes.subarray(start, end + 1))).toBe(true);
      });

      it('reads several ranges at once', async () => {
        const bytes = patterned(2 * MIB);
        const reader = store.reader(await put('read', bytes), never);
        const starts = [0, 7, MIB, 2 * MIB - 9];
        const ranges = await pMap(starts, (start) => rangeOf(reader, start, start + 8));
        expect(ranges).toEqual(starts.map((start) => bytes.subarray(start, start + 9)));
      });

      it('reads no other version, and none of another size', async () => {
        const version = await put('read', patterned(MIB));
        const other = store.reader({ ...version, size: MIB - 1 }, never);
        await expect(chunksOf(other)).rejects.toThrow(ObjectChangedError);
        await put('read', patterned(MIB, 1));
        const reader = store.reader(version, never);
        await expect(chunksOf(reader)).rejects.toThrow(ObjectChangedError);
        await expect(rangeOf(reader, 0, 5)).rejects.toThrow(ObjectChangedError);
      });

      it('reads nothing that is not there any more', async () => {
        const version = await put('read', patterned(MIB));
        const reader = store.reader(version, never);
        await rangeOf(reader, 0, 5);
        await store.delete('read');
        await expect(rangeOf(reader, 0, 5)).rejects.toThrow(ObjectChangedError);
        await expect(chunksOf(store.reader(version, never))).rejects.toThrow(ObjectChangedError);
      });

      it('ends with its signal, with the given reason', async () => {
        const caller = new AbortController();
        const reader = store.reader(await put('read', patterned(8 * MIB)), caller.signal);
        const reason = new Error('enough');
        const drain = async () => {
          for await (const chunk of reader.chunks()) if (chunk) caller.abort(reason);
        };
        await expect(drain()).rejects.toBe(reason);
        await expect(rangeOf(reader, 0, 5)).rejects.toBe(reason);
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
  });
}
