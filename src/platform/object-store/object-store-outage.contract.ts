import {
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ObjectChangedError, type ObjectStore } from './object-store.js';
import type { Requests } from './object-store.contract.js';
import { S3ObjectStore } from './s3/s3-object-store.js';
import { type FaultyProxy, startFaultyProxy } from './testing/faulty-proxy.js';
import { clientOf, patterned, type RunningStore, seedObject } from './testing/running-store.js';

const MIB = 1024 * 1024;
const type = 'image/png';
const unavailable = expect.objectContaining({ kind: 'unavailable', code: 'STORAGE_UNAVAILABLE' });
/** For a store that never answers. */
const impatient = { connectMs: 300, attemptMs: 300, totalMs: 700, idleMs: 300 };
/** For a store that answers, and then stops: a slow machine answers within it. */
const patient = { attemptMs: 3_000, totalMs: 3_000, idleMs: 300 };

/** Behaviour when the store or the network fails, or another writer interferes. */
export function describeObjectStoreOutage(name: string, start: () => Promise<RunningStore>, by: Requests = {}): void {
  describe(`${name} behind a faulty network`, () => {
    let running: RunningStore;
    let proxy: FaultyProxy;
    let client: S3Client;
    let direct: S3ObjectStore;
    let store: S3ObjectStore;
    let hasty: S3ObjectStore;
    let unhurried: S3ObjectStore;

    beforeAll(async () => {
      running = await start();
      client = clientOf(running);
      proxy = await startFaultyProxy(running.location.endpoint);
      const connect = (endpoint: string, deadlines = {}) => {
        const location = { ...running.location, endpoint };
        const options = { location, multipartCopyThresholdBytes: 6 * MIB, deadlines, ...by };
        return new S3ObjectStore(options, () => running.credentials);
      };
      direct = connect(running.location.endpoint);
      store = connect(proxy.endpoint);
      hasty = connect(proxy.endpoint, impatient);
      unhurried = connect(proxy.endpoint, patient);
    });

    afterEach(() => {
      proxy.faults = {};
    });

    afterAll(async () => {
      for (const each of [direct, store, hasty, unhurried]) each.onApplicationShutdown();
      client.destroy();
      await proxy.stop();
      await running.stop();
    });

    const put = (key: string, body: Buffer) => seedObject(client, running, { key, body, contentType: type });
    const isCopy = (headers: NodeJS.Dict<string | string[]>) => 'x-amz-copy-source' in headers;

    const verbsOfObjects: [string, (store: ObjectStore) => Promise<unknown>][] = [
      ['head', (s) => s.head('k')],
      ['get', (s) => s.get('k')],
      ['copy', (s) => s.copy({ from: 'k', to: 'l', etag: 'e', size: 1, contentType: type })],
      ['delete', (s) => s.delete('k')],
      ['deleteMany', (s) => s.deleteMany(['k'])],
    ];
    const otherVerbs: typeof verbsOfObjects = [
      ['createMultipart', (s) => s.createMultipart('k', type)],
      ['put', (s) => s.put({ key: 'k', body: Readable.from(['x']), size: 1, contentType: 'text/plain' })],
      ['putPart', (s) => s.putPart({ key: 'k', uploadId: 'u', partNumber: 1, body: Readable.from(['x']), size: 1 })],
      ['listParts', (s) => s.listParts('k', 'u')],
      ['completeMultipart', (s) => s.completeMultipart('k', 'u', [{ partNumber: 1, etag: 'e', size: 1 }])],
      ['abortMultipart', (s) => s.abortMultipart('k', 'u')],
      ['listMultiparts', (s) => s.listMultiparts('k')],
      ['pageOfMultiparts', (s) => s.pageOfMultiparts(null)],
      ['pageOfObjects', (s) => s.pageOfObjects(null)],
      ['ping', (s) => s.ping(AbortSignal.timeout(10_000))],
    ];

    const verbs = by.objectCalls ? verbsOfObjects : [...verbsOfObjects, ...otherVerbs];

    it.each(verbs)('%s is unavailable when the store never responds', async (_verb, call) => {
      proxy.faults.stall = () => 'silent';
      await expect(call(hasty)).rejects.toEqual(unavailable);
    });

    it.each(verbs)('%s is unavailable when the store refuses connections', async (_verb, call) => {
      const nobody = await startFaultyProxy(running.location.endpoint);
      await nobody.stop();
      const location = { ...running.location, endpoint: nobody.endpoint };
      const dead = new S3ObjectStore(
        { location, multipartCopyThresholdBytes: 6 * MIB, ...by },
        () => running.credentials,
      );
      await expect(call(dead)).rejects.toEqual(unavailable);
      dead.onApplicationShutdown();
    });

    it.each(verbs)('%s is unavailable when the store returns 503', async (_verb, call) => {
      proxy.faults.refuse = () => 503;
      await expect(call(store)).rejects.toEqual(unavailable);
    });

    it.each([
      ['AWS_STORAGE_BUCKET_NAME', { bucket: 'no-such-bucket' }, {}],
      ['AWS_ACCESS_KEY_ID', {}, { accessKeyId: 'nobody' }],
      ['AWS_SECRET_ACCESS_KEY', {}, { secretAccessKey: 'wrong' }],
    ])('names a wrong %s', async (setting, where, who) => {
      const location = { ...running.location, ...where };
      const credentials = { ...running.credentials, ...who };
      const wrong = new S3ObjectStore({ location, multipartCopyThresholdBytes: 6 * MIB, ...by }, () => credentials);
      const named = { code: 'STORAGE_NOT_CONFIGURED', message: expect.stringContaining(setting) };
      await expect(wrong.ping(AbortSignal.timeout(10_000))).rejects.toMatchObject(named);
      await expect(wrong.get('k')).rejects.toMatchObject(named);
      wrong.onApplicationShutdown();
    });

    it('retries a failed call', async () => {
      await put('once', Buffer.from('x'));
      const answers = [500, 503];
      proxy.faults.refuse = () => answers.shift();
      expect(await store.head('once')).toMatchObject({ size: 1 });
    });

    it('streams a part as it is: of known length, neither chunked nor encoded', async () => {
      const uploadId = await direct.createMultipart('as-is', type);
      let sent: NodeJS.Dict<string | string[]> = {};
      proxy.faults.before = ({ headers }) => void (sent = headers);
      await store.putPart({ key: 'as-is', uploadId, partNumber: 1, body: Readable.from(['abc']), size: 3 });
      expect(sent).toMatchObject({ 'content-length': '3', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
      expect(Object.keys(sent)).not.toEqual(expect.arrayContaining(['transfer-encoding']));
      expect(Object.keys(sent)).not.toEqual(expect.arrayContaining(['content-encoding']));
    });

    it('fails a download that stalls half-way', async () => {
      await put('stalls', patterned(MIB));
      proxy.faults.stall = () => 1000;
      const body = await unhurried.get('stalls');
      await expect(buffer(body!.stream)).rejects.toEqual(unavailable);
    });

    it('fails an upload that the store stops reading, and closes its source', async () => {
      proxy.faults.stall = () => 'silent';
      const chunk = Buffer.alloc(MIB);
      const source = Readable.from(
        (function* () {
          for (let i = 0; i < 64; i++) yield chunk;
        })(),
      );
      const part = { key: 'k', uploadId: 'u', partNumber: 1, body: source, size: 64 * MIB };
      await expect(hasty.putPart(part)).rejects.toEqual(unavailable);
      expect(source.destroyed).toBe(true);
    });

    it.each([
      ['at once', 1000],
      ['in parts', 13 * MIB],
    ])('detects a source that changes while it is copied %s', async (_way, size) => {
      const { etag } = await put('restless', patterned(size));
      const copies: unknown[] = [];
      proxy.faults.after = async ({ headers }) => {
        if (isCopy(headers) && copies.push(1) === 1) await put('restless', patterned(size, 1));
      };
      const copy = store.copy({ from: 'restless', to: 'rested', etag, size, contentType: type });
      await expect(copy).rejects.toThrow(ObjectChangedError);
      expect(await direct.listMultiparts('rested')).toEqual([]);
    });

    it('returns null when the source is deleted before the copy', async () => {
      const { etag } = await put('vanishing', Buffer.from('x'));
      proxy.faults.before = ({ headers }) => (isCopy(headers) ? direct.delete('vanishing') : undefined);
      expect(await store.copy({ from: 'vanishing', to: 'v', etag, size: 1, contentType: type })).toBeNull();
    });

    // The rest does not depend on how single objects are requested.
    if (by.objectCalls) return;

    describe('an interrupted multipart copy', () => {
      const size = 13 * MIB;
      const leaveSession = async (from: string, to: string, etag: string) => {
        const { bucket } = running.location;
        const at = { Bucket: bucket, Key: to };
        const session = { ...at, ContentType: type, Metadata: { 'source-etag': etag } };
        const { UploadId } = await client.send(new CreateMultipartUploadCommand(session));
        const range = { CopySource: `${bucket}/${from}`, CopySourceRange: `bytes=0-${6 * MIB - 1}` };
        await client.send(new UploadPartCopyCommand({ ...at, UploadId, PartNumber: 1, ...range }));
      };

      it('resumes where it stopped', async () => {
        const bytes = patterned(size);
        const { etag } = await put('long', bytes);
        await leaveSession('long', 'long-copy', etag);
        const ranges: unknown[] = [];
        proxy.faults.before = ({ headers }) => {
          if (isCopy(headers)) ranges.push(headers['x-amz-copy-source-range']);
        };
        const made = await store.copy({ from: 'long', to: 'long-copy', etag, size, contentType: type });
        expect(ranges.sort()).toEqual([`bytes=${12 * MIB}-${size - 1}`, `bytes=${6 * MIB}-${12 * MIB - 1}`]);
        expect(await direct.listMultiparts('long-copy')).toEqual([]);
        const copied = await direct.get('long-copy', { etag: made!.etag });
        expect((await buffer(copied!.stream)).equals(bytes)).toBe(true);
      });

      it('never uses parts of another version, and succeeds when repeated', async () => {
        const old = await put('edited', patterned(size, 1));
        await leaveSession('edited', 'edited-copy', old.etag);
        const bytes = patterned(size, 2);
        const { etag } = await put('edited', bytes);
        const request = { from: 'edited', to: 'edited-copy', etag, size, contentType: type };
        await expect(store.copy(request)).rejects.toEqual(unavailable);
        expect(await store.copy(request)).toMatchObject({ size });
        const copied = await direct.get('edited-copy');
        expect((await buffer(copied!.stream)).equals(bytes)).toBe(true);
      });

      it('keeps its session while the store is unavailable', async () => {
        const { etag } = await put('outage', patterned(size));
        proxy.faults.refuse = ({ headers }) => (isCopy(headers) ? 503 : undefined);
        const request = { from: 'outage', to: 'outage-copy', etag, size, contentType: type };
        await expect(store.copy(request)).rejects.toEqual(unavailable);
        expect(await direct.listMultiparts('outage-copy')).toHaveLength(1);
        proxy.faults = {};
        expect(await store.copy(request)).toMatchObject({ size });
        expect(await direct.listMultiparts('outage-copy')).toEqual([]);
      });
    });

    it('recognises a completion whose response was lost', async () => {
      const uploadId = await direct.createMultipart('lost', type);
      const part = {
        Bucket: running.location.bucket,
        Key: 'lost',
        UploadId: uploadId,
        PartNumber: 1,
        Body: Buffer.from('part'),
      };
      const { ETag } = await client.send(new UploadPartCommand(part));
      proxy.faults.stall = ({ method }) => (method === 'POST' ? 0 : undefined);
      const parts = [{ partNumber: 1, etag: ETag!.replaceAll('"', ''), size: 4 }];
      expect(await unhurried.completeMultipart('lost', uploadId, parts)).toMatchObject({ size: 4, contentType: type });
    });
  });
}
