import { appendFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AirlockError, kernel } from '@airlock/sdk';
import { Webhook } from 'standardwebhooks';
import { ROOT_KEY } from '../support/airlock.js';
import { eicar } from '../support/fixtures.js';
import { until } from '../support/resilience/until.js';
import { makeToken } from '../support/upload-tokens.js';
import { describeContinuing } from '../support/sdk/continuing.contract.js';
import { atEach, failure, MIB, SdkScene, sha256At } from '../support/sdk/sdk-scene.js';
import { HookExample, type Run, run } from '../support/sdk/programs.js';
import { describeStreams } from '../support/sdk/streams.contract.js';

let scene: SdkScene;
const bucket = 'assets';

beforeAll(async () => {
  scene = await SdkScene.start();
});
beforeEach(() => scene.mend());
afterAll(() => scene.stop());

describeStreams(() => scene);
describeContinuing(() => scene);

describe('files().upload', () => {
  it('sends a small file by one PUT with every guarantee of the store, and without credentials', async () => {
    const seen: number[] = [];
    const files = scene.client().files();
    const file = await files.upload({
      ...{ file: Buffer.from('Hello, SDK.'), filename: 'hello.txt', mimeType: 'text/plain', bucket },
      metadata: { order: { number: 4711 } },
      onProgress: ({ loaded, total }) => seen.push(loaded / total!),
    });
    expect(Object.keys(file).sort()).toEqual(
      ['createdAt', 'fileId', 'filename', 'mimeType', 'size', 'status', 'uploadedBy'].sort(),
    );
    expect(file).toMatchObject({ filename: 'hello.txt', mimeType: 'text/plain', size: 11 });
    expect(await files.waitForScan(file.fileId)).toMatchObject({
      status: 'available',
      metadata: { order: { number: 4711 } },
    });
    const [put] = scene.puts;
    expect(put!.headers).toMatchObject({ 'if-none-match': '*', 'x-amz-checksum-sha256': expect.any(String) });
    expect(JSON.stringify(put)).not.toContain(ROOT_KEY);
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    const { url } = await files.downloadUrl(file.fileId, { filename: 'again.txt', expiresIn: 60 });
    expect(await (await fetch(url)).text()).toBe('Hello, SDK.');
    await files.delete(file.fileId);
    expect(await failure(files.metadata(file.fileId))).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  it('brings 300 MiB through three cuts of the network as one upload with identical bytes', async () => {
    const { blob, sha256 } = await scene.file('large.bin', 300 * MIB);
    const cuts: Promise<void>[] = [];
    const onProgress = atEach([37 * MIB, 141 * MIB, 259 * MIB], () => cuts.push(scene.cut()));
    const files = scene.client().files();
    const sent = await files.upload({ file: blob, filename: 'large.bin', bucket, onProgress });
    await Promise.all(cuts);
    expect(cuts).toHaveLength(3);
    expect(scene.puts.length).toBeGreaterThan(38);
    expect(await files.waitForScan(sent.fileId)).toMatchObject({ size: 300 * MIB, sha256 });
    expect(await sha256At((await files.downloadUrl(sent.fileId)).url)).toBe(sha256);
    expect(await scene.statusOf('large.bin')).toEqual(['COMPLETED']);
  });

  it('takes the answer that was lost for what it was: the store has the file', async () => {
    const { faults } = scene.store.proxy;
    faults.after = () => {
      faults.after = undefined;
      throw new Error('cut');
    };
    const file = await scene
      .client()
      .files()
      .upload({ file: Buffer.from('lost'), filename: 'lost.txt', bucket });
    expect(await scene.client().files().waitForScan(file.fileId)).toMatchObject({ status: 'available' });
    expect(scene.puts).toHaveLength(2);
    expect(await scene.statusOf('lost.txt')).toEqual(['COMPLETED']);
  });

  it('signs a URL anew that the store refuses as expired', async () => {
    let refusals = 2;
    scene.store.proxy.faults.refuse = ({ method }) => (method === 'PUT' && refusals-- > 0 ? 403 : undefined);
    const { blob } = await scene.file('expired.bin', 20 * MIB);
    await scene.client().files().upload({ file: blob, filename: 'expired.bin', bucket });
    expect(refusals).toBeLessThan(0);
    expect(scene.partsSent).toEqual([1, 2, 3]);
  });

  it('ends the upload when the store refuses every URL', async () => {
    scene.store.proxy.faults.refuse = ({ method }) => (method === 'PUT' ? 403 : undefined);
    const sent = scene
      .client()
      .files()
      .upload({ file: Buffer.from('x'), filename: 'refused.txt', bucket });
    expect(await failure(sent)).toMatchObject({ code: 'STORE_REFUSED', status: 403, retryable: false });
    expect(await scene.statusOf('refused.txt')).toEqual(['CANCELED']);
  });

  it('waits as long as the store or the service wishes', async () => {
    let refusals = 2;
    scene.store.proxy.faults.refuse = () => (refusals-- > 0 ? 503 : undefined);
    const file = await scene
      .client()
      .files()
      .upload({ file: Buffer.from('busy'), filename: 'busy.txt', bucket });
    expect(file.size).toBe(4);
    expect(scene.puts).toHaveLength(1);
  });

  it('ends on the server when it is aborted in the middle of a part', async () => {
    const { blob } = await scene.file('aborted.bin', 40 * MIB);
    const aborting = new AbortController();
    const onProgress = atEach([9 * MIB], () => aborting.abort(new Error('The person left.')));
    const sent = scene
      .client()
      .files()
      .upload({ file: blob, filename: 'aborted.bin', bucket, onProgress, signal: aborting.signal });
    expect((await failure(sent)).message).toBe('The person left.');
    expect(await scene.statusOf('aborted.bin')).toEqual(['CANCELED']);
  });

  it('stops while it is paused, and goes on', async () => {
    const { blob, sha256 } = await scene.file('paused.bin', 40 * MIB);
    const halfway = scene.storeLine.pauseAfter(9 * MIB);
    const task = scene.client().files().upload({ file: blob, filename: 'paused.bin', bucket });
    await halfway;
    task.pause();
    scene.storeLine.set('open');
    await until(() => scene.storeLine.connections === 0);
    const before = scene.puts.length;
    task.resume();
    const { fileId } = await task;
    expect(scene.puts.length).toBeGreaterThan(before);
    expect(await scene.client().files().waitForScan(fileId)).toMatchObject({ sha256 });
  });

  it('ends an upload whose file changes while it is read', async () => {
    const { blob, path } = await scene.file('growing.bin', 40 * MIB);
    const begun = scene.storeLine.pauseAfter(MIB);
    const failed = failure(scene.client().files().upload({ file: blob, filename: 'growing.bin', bucket }));
    await begun;
    // The last part is read once an earlier one has arrived.
    await appendFile(path, 'more');
    scene.storeLine.set('open');
    expect(await failed).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(await scene.statusOf('growing.bin')).toEqual(['CANCELED']);
  });
});

describe('verdicts', () => {
  it('reject the promise of an infected file with the reason and a sentence', async () => {
    const files = scene.client().files();
    const sent = files
      .upload({ file: eicar(), filename: 'eicar.txt', bucket })
      .then(({ fileId }) => files.waitForScan(fileId));
    expect(await failure(sent)).toMatchObject({
      code: 'FILE_REJECTED',
      statusReason: 'infected:Eicar-Test-Signature',
      message: 'eicar.txt was not accepted. It contains malware and was deleted. (Eicar-Test-Signature)',
    });
  });

  it('are found without a stream of events, and not waited for longer than allowed', async () => {
    const withoutEvents: typeof fetch = (url, init) =>
      String(url).endsWith('/events') ? Promise.reject(new TypeError('no stream')) : fetch(url, init);
    const files = scene.client({ fetch: withoutEvents }).files();
    const { fileId } = await files.upload({ file: Buffer.from('polled'), filename: 'polled.txt', bucket });
    expect(await files.waitForScan(fileId)).toMatchObject({ status: 'available' });
    const { fileId: unsent } = await files.presign({ filename: 'n', mimeType: 'text/plain', bucket, size: 5 });
    const error = await failure(files.waitForScan(unsent, { timeoutMs: 300 }));
    expect(error).toMatchObject({ code: 'TIMEOUT', retryable: true });
    const aborted = failure(files.waitForScan(unsent, { signal: AbortSignal.abort(new Error('enough')) }));
    expect((await aborted).message).toBe('enough');
  });
});

describe('the caller', () => {
  it('may be a page with an upload token', async () => {
    const { upload_token: token } = await makeToken(scene.api);
    const files = scene.client({ apiKey: undefined, token: () => Promise.resolve(token) }).files();
    const file = await files.upload({
      file: new Blob(['by a page'], { type: 'text/plain' }),
      filename: 'p.txt',
      bucket,
    });
    expect(await files.waitForScan(file.fileId)).toMatchObject({ status: 'available', mimeType: 'text/plain' });
    expect(await failure(files.downloadUrl(file.fileId))).toMatchObject({ code: 'FORBIDDEN', status: 403 });
    expect(await failure(files.upload({ file: Buffer.alloc(20_000_001), bucket }))).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      requestId: expect.any(String),
      retryable: false,
    });
  });

  it('may have a token that ends: another one is fetched', async () => {
    const tokens = ['ut_ended', ROOT_KEY];
    const client = scene.client({ apiKey: undefined, token: () => tokens.shift()! });
    const answers = await Promise.all([client.request('GET', '/v1/me'), client.request('GET', '/v1/usage')]);
    expect(answers[0].scopes).toContain('admin');
    expect(tokens).toEqual([]);
  });

  it('may be the environment', async () => {
    process.env.AIRLOCK_URL = scene.url;
    process.env.AIRLOCK_API_KEY = ROOT_KEY;
    // Another spec of this process may have used it with another service.
    kernel.configure({});
    const file = await kernel.files().upload({ file: Buffer.from('kernel'), filename: 'kernel.txt', bucket });
    expect(await kernel.files().waitForScan(file.fileId)).toMatchObject({ filename: 'kernel.txt' });
  });

  it('sees which field is wrong', async () => {
    const sent = scene
      .client()
      .files()
      .upload({ file: Buffer.from('x'), filename: 'a/b', bucket });
    const error = await failure(sent);
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED', status: 400, field: 'filename' });
    expect(error).toBeInstanceOf(AirlockError);
  });
});

describe('everything else', () => {
  it('lists files and uploads page by page', async () => {
    const { bucket_id } = await scene.client().request('POST', '/v1/buckets', { body: { bucket_name: 'listed' } });
    const files = scene.client().files();
    for (const filename of ['1', '2', '3'])
      await files.upload({ file: Buffer.from(filename), filename, bucket: 'listed' });
    const names: string[] = [];
    for await (const { filename } of files.each({ bucket: bucket_id, limit: 2 })) names.push(filename);
    expect(names).toEqual(['3', '2', '1']);
    const { items } = await scene.client().uploads().list({ bucket_id, limit: 1 });
    expect(items).toMatchObject([{ filename: '3' }]);
  });

  it('brings documents until they can be found', async () => {
    const documents = scene.client().documents();
    const file = new Blob(['A walrus reads the manual.'], { type: 'text/plain' });
    const { document_id } = await documents.upload({ file, filename: 'walrus.txt', name: 'Walrus' });
    expect(await documents.waitForIngestion(document_id)).toMatchObject({ chunk_count: 1 });
    expect(await documents.search({ q: 'walrus' })).toMatchObject({ items: [{ document_id }] });
    const empty = new Blob(['%PDF-1.7 no pdf'], { type: 'application/pdf' });
    const broken = await documents.upload({ file: empty, filename: 'broken.pdf' });
    expect(await failure(documents.waitForIngestion(broken.document_id))).toMatchObject({ code: 'INGESTION_FAILED' });
  });

  it('is what the example of Node sends files with', async () => {
    const { path, sha256 } = await scene.file('example.bin', 3 * MIB);
    const env = { AIRLOCK_URL: scene.url, AIRLOCK_API_KEY: ROOT_KEY };
    const sent = await run('examples/node/upload.js', [path], env);
    expect(await sha256At(sent.stdout.trim())).toBe(sha256);
    await writeFile(path, eicar());
    const refused = await run('examples/node/upload.js', [path, 'documents'], env).catch((error: Run) => error);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('It contains malware and was deleted.') });
  });

  it('is what the example of Node receives webhooks with', async () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const receiver = await HookExample.start('examples/node/webhooks.js', secret);
    const body = JSON.stringify({ type: 'upload.available', data: { upload_id: 'upl_1', status: 'COMPLETED' } });
    expect(await receiver.post(body, new Webhook(secret))).toBe(204);
    expect(await receiver.line()).toBe('upload.available upl_1 COMPLETED');
    expect(await receiver.post(body, new Webhook(secret.replace('Bw', 'Cw')))).toBe(400);
    await receiver.stop();
  });

  it('signs requests of Uppy with an upload token only', async () => {
    const { upload_token: token } = await makeToken(scene.api);
    const request = { method: 'PUT', key: 'u.txt', contentType: 'text/plain', size: 4 };
    const signed = await scene.client({ apiKey: undefined, token }).uppy.signRequest(request);
    expect((await fetch(signed.url, { method: 'PUT', headers: signed.headers, body: 'uppy' })).status).toBe(200);
    expect(await failure(scene.client().uppy.signRequest(request))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
