import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as tus4 from 'tus-js-client';
import { Airlock, ROOT_KEY } from '../support/airlock.js';
import { Api, http } from '../support/api.js';
import { download, settled } from '../support/walk.js';

let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  airlock = await Airlock.start({});
  api = new Api(airlock.url);
}, 240_000);
afterAll(() => airlock?.dispose());

describe('tus', () => {
  it.each([[1000, Infinity], [17 * 1024 ** 2, Infinity], [17 * 1024 ** 2, 3 * 1024 ** 2], [0, Infinity]])('uploads %d bytes in chunks of %d', async (size, chunkSize) => {
    const bytes = Buffer.alloc(size, 'tus ');
    const at = performance.now();
    const id = await new Promise<string>((resolve, reject) => {
      let id = '';
      const upload = new tus4.Upload(bytes, {
        endpoint: `${airlock.url}/v1/tus`,
        headers: { authorization: `Bearer ${ROOT_KEY}` },
        metadata: { bucket: 'assets', filename: 'hällo.txt', filetype: 'text/plain' },
        chunkSize, retryDelays: null,
        onAfterResponse: (_req: unknown, res: { getHeader(name: string): string | undefined }) => { id ||= res.getHeader('x-upload-id') ?? ''; },
        onSuccess: () => resolve(id),
        onError: reject,
      } as never);
      upload.start();
    });
    console.log('sent', performance.now() - at);
    const ended = await settled(api, id);
    console.log(ended.status, ended.status_reason);
    if (size) expect((await download(api, id)).bytes.equals(bytes)).toBe(true);
    const options = await http(`${airlock.url}/v1/tus`, { method: 'OPTIONS' });
    console.log(options.status, options.headers);
    console.log(airlock.output.slice(-10));
  });
});
