import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type Json } from '../api.js';
import { HookReceiver } from '../hook-receiver.js';
import { until } from '../resilience/until.js';
import { type SdkScene } from '../sdk/sdk-scene.js';
import { Cli, type RunningCli } from './cli.js';

export function listenContract(scene: () => SdkScene): void {
  let cli: Cli;
  let here: HookReceiver;
  let running: RunningCli | undefined;
  beforeEach(async () => {
    cli = await Cli.at(scene().url);
    here = await HookReceiver.start();
  });
  afterEach(async () => {
    running?.child.kill('SIGKILL');
    await running?.ended;
    here.close();
    await cli.dispose();
  });

  const listen = async (...args: string[]) => {
    running = cli.start(['webhooks', 'listen', '--forward', here.url, ...args]);
    await running.says('Ready');
    return running;
  };
  const send = async (filename: string) => {
    const files = scene().client().files();
    const { fileId } = await files.upload({ file: Buffer.from(filename), filename, bucket: 'assets' });
    await files.waitForScan(fileId);
    return fileId;
  };
  const typesOf = (id: string) =>
    here.received
      .filter(({ body }) => body.data.upload_id === id && body.type.startsWith('upload.'))
      .map(({ body }) => body.type);

  it('forwards what a webhook would bring, signed, and in order', async () => {
    const real = await HookReceiver.start();
    const endpoint = (await scene().api.post('/v1/webhook-endpoints', { url: real.url })).body;
    const { out } = await listen();
    const secret = /whsec_\S+/.exec(out)![0];
    const id = await send('forwarded.txt');
    await until(() => typesOf(id).length === 3 && here.ofType('object.created').length > 0);
    await scene().api.delete(`/v1/uploads/${id}`);
    const expected = ['upload.created', 'upload.confirmed', 'upload.available', 'upload.deleted'];
    await until(() => typesOf(id).length === 4);
    expect(typesOf(id)).toEqual(expected);
    const last = here.received.at(-1)!;
    expect(new Webhook(secret).verify(last.text, last.headers as Record<string, string>)).toEqual(last.body);
    expect(new Set(here.received.map((hook) => hook.id)).size).toBe(here.received.length);
    const ofReal = () =>
      real.received.filter(({ body }) => [body.data.upload_id, body.data.upload_ids?.[0]].includes(id));
    await until(() => ofReal().length >= 5);
    const bodies = (received: { body: Json }[]) =>
      new Map(received.map(({ body }) => [body.type as string, body as Json]));
    const [forwarded, delivered] = [bodies(here.received), bodies(ofReal())];
    for (const type of ['upload.created', 'upload.confirmed', 'upload.available', 'object.created'])
      expect(forwarded.get(type)).toEqual(delivered.get(type));
    expect(forwarded.get('upload.deleted')).toMatchObject({ data: { upload_id: id, status: 'DELETED', sequence: 4 } });
    await scene().api.delete(`/v1/webhook-endpoints/${endpoint.endpoint_id}`);
    real.close();
    running!.interrupt();
    expect(await running!.ended).toMatchObject({ code: 130 });
  });

  it('connects again, and forwards what came meanwhile', async () => {
    const listening = await listen('--events', 'upload.created', '--events', 'upload.available');
    const before = await send('before.txt');
    await until(() => typesOf(before).length === 2);
    scene().apiLine.set('reset');
    await listening.says('Connecting again');
    const api = scene().api;
    const input = { filename: 'meanwhile.txt', content_type: 'text/plain', file_size_bytes: 5 };
    const missed = (await api.post('/v1/buckets/assets/uploads', input)).body.upload_id;
    scene().apiLine.set('open');
    await listening.says('Connected again.');
    await until(() => typesOf(missed).length === 1);
    const after = await send('after.txt');
    await until(() => typesOf(after).length === 2);
    expect(typesOf(before)).toEqual(['upload.created', 'upload.available']);
  });

  it('tries again what the server here does not take', async () => {
    let refusals = 2;
    here.answer = () => (refusals-- > 0 ? 500 : 204);
    const listening = await listen('--events', 'upload.created');
    const id = await send('refused.txt');
    await until(() => listening.out.includes(`${id}  204`));
    expect(listening.err).toContain('500');
    expect(new Set(here.received.map((hook) => hook.id)).size).toBe(1);
    expect(here.received).toHaveLength(3);
  });

  it('needs a valid key, and an address', async () => {
    const refused = await cli.run(['webhooks', 'listen', '--forward', here.url], {
      env: { AIRLOCK_API_KEY: 'sk_wrong' },
    });
    expect(refused).toMatchObject({ code: 4, err: expect.stringContaining('UNAUTHENTICATED') });
    expect(await cli.run(['webhooks', 'listen', '--forward', 'ftp://x'])).toMatchObject({ code: 2 });
    expect(await cli.run(['webhooks', 'listen', '--events', 'upload.gone'])).toMatchObject({ code: 2 });
  });
}
