import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { RunningStore } from '../../src/platform/embedded/store/index.js';
import { S3ObjectStore } from '../../src/platform/object-store/s3/s3-object-store.js';
import { SdkObjectCalls } from '../../src/platform/object-store/testing/sdk-object-calls.js';

/** What a call to the store costs this process, by hand-signed requests and by the AWS SDK, in interleaved rounds. */
const ROUNDS = 5;
const CALLS = 400;
const CONCURRENCY = 4;
const BODY = Buffer.alloc(4096, 'x');

const directory = await mkdtemp(join(tmpdir(), 'airlock-bench-'));
const child: ChildProcess = fork(fileURLToPath(new URL('./store.program.js', import.meta.url)), [directory]);
const [settings] = (await once(child, 'message')) as [RunningStore];
const { bucket, region, endpoint, accessKeyId, secretAccessKey } = settings;
const options = {
  location: { bucket, region, endpoint, forcePathStyle: true },
  multipartCopyThresholdBytes: 2 ** 30,
};
const credentials = { accessKeyId, secretAccessKey };
const stores = {
  light: new S3ObjectStore(options, () => credentials),
  sdk: new S3ObjectStore({ ...options, objectCalls: (s3) => new SdkObjectCalls(s3) }, () => credentials),
};
const put = { key: 'k', body: Readable.from([BODY]), size: BODY.length, contentType: 'image/png' };
const { etag } = await stores.sdk.put(put);

const copy = { from: 'k', etag, size: BODY.length, contentType: 'image/png' };
const calls: Record<string, (store: S3ObjectStore, n: number) => Promise<unknown>> = {
  HEAD: (store) => store.head('k'),
  GET: async (store) => buffer((await store.get('k', { etag }))!.stream),
  'COPY, looked at': (store, n) => store.copy({ ...copy, to: `copies/${n}` }),
  DELETE: (store, n) => store.delete(`copies/${n}`),
};

async function microsecondsOf(call: (n: number) => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  let next = 0;
  const work = async () => {
    while (next < CALLS) await call(next++);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

console.log('CPU of the client in µs a call, medians:');
for (const [name, call] of Object.entries(calls)) {
  const spent = { light: [] as number[], sdk: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++)
    for (const by of ['sdk', 'light'] as const) {
      const cost = await microsecondsOf((n) => call(stores[by], n));
      // The first round warms up.
      if (round > 0) spent[by].push(cost);
    }
  const [sdk, light] = [median(spent.sdk), median(spent.light)];
  console.log(`${name.padEnd(16)} SDK ${sdk.toFixed(0)}, light ${light.toFixed(0)}, ratio ${(sdk / light).toFixed(1)}`);
}

for (const store of Object.values(stores)) store.onApplicationShutdown();
child.disconnect();
await once(child, 'exit');
await rm(directory, { recursive: true });
