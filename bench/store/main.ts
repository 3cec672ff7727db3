import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { Child } from '../processes/child.js';
import { treeSeconds } from '../processes/cpu.js';
import { type Call, signer } from './calls.js';

/** What requests cost the embedded store, in a process of its own: small objects, then large ones beside reading and hashing. */
const MIB = 1024 ** 2;
const small = Number(process.argv[2] ?? 1000);
const large = Number(process.argv[3] ?? 12);
const LARGE_BYTES = 64 * MIB;

const dir = await mkdtemp(join(tmpdir(), 'airlock-bench-'));
const ready = /^store ready (.*)$/;
const store = await Child.start({
  file: 'dist/bench/forms/store.js',
  core: undefined,
  env: { BENCH_STORE_DIR: dir },
  ready,
});
const sign = signer(JSON.parse(store.said) as Record<string, string>);
const agent = new Agent({ keepAlive: true });

function send({ url, method, headers, body }: Call): Promise<void> {
  return new Promise((resolve, reject) => {
    const length = body ? { 'content-length': body.length } : {};
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode! < 300) resolve();
        else reject(new Error(`${method} was answered ${response.statusCode}`));
      });
    });
    sent.on('error', reject).end(body);
  });
}

async function measure(name: string, calls: Call[], concurrency: number, bytes = 0): Promise<void> {
  const cpu = treeSeconds(store.process.pid!);
  const began = performance.now();
  await pMap(calls, send, { concurrency });
  const seconds = (performance.now() - began) / 1000;
  const each = ((treeSeconds(store.process.pid!) - cpu) * 1000) / calls.length;
  const speed = bytes > 0 ? `, ${((calls.length * bytes) / MIB / seconds).toFixed(0)} MiB/s` : '';
  console.log(
    `${name}: ${(calls.length / seconds).toFixed(0)}/s, ${each.toFixed(2)} ms of processor time each${speed}`,
  );
}

async function life(name: string, body: Buffer, count: number, concurrency: number): Promise<void> {
  const keys = Array.from({ length: count }, (_, n) => `${name}/${n}`);
  const bytes = body.length >= MIB ? body.length : 0;
  for (const kind of ['put', 'head', 'get', 'copy', 'delete'] as const) {
    const calls = await Promise.all(keys.map((key) => sign[kind](key, body)));
    await measure(`${name} ${kind}`, calls, concurrency, kind === 'put' || kind === 'get' ? bytes : 0);
  }
}

/** Reading and hashing the same number of bytes, in this process. */
async function floor(body: Buffer): Promise<void> {
  const path = join(dir, 'floor');
  const file = await open(path, 'w+');
  await file.writeFile(body);
  await file.sync();
  const began = performance.now();
  const hash = createHash('sha256');
  for await (const piece of file.createReadStream({ start: 0, highWaterMark: MIB })) hash.update(piece as Buffer);
  hash.digest();
  console.log(`read and SHA-256: ${(body.length / MIB / ((performance.now() - began) / 1000)).toFixed(0)} MiB/s`);
}

try {
  await life('warm', Buffer.alloc(4096, 'w'), Math.ceil(small / 2), 16);
  await life('4 KiB', Buffer.alloc(4096, 'b'), small, 16);
  const body = Buffer.alloc(LARGE_BYTES, 'b');
  await floor(body);
  await life('64 MiB', body, large, 4);
} finally {
  agent.destroy();
  await store.stop();
  await rm(dir, { recursive: true, force: true });
}
