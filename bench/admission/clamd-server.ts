import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';
import { TestClamd } from '../../test/support/clamd.js';
import { benchFile } from './files.js';

/** With a handful, clamd would be many times as fast as with an official database. */
const SIGNATURES = 10_000;
const SIGNATURE_BYTES = 24;
const SOCKET = 'unix:';

/** A real clamd with its test signatures, without which the service does not trust it, and random ones that nothing matches. */
export class BenchClamd {
  private constructor(private readonly clamd: TestClamd) {}

  static async start(): Promise<BenchClamd> {
    const clamd = await TestClamd.start();
    await clamd.stop();
    const hex = () => randomBytes(SIGNATURE_BYTES).toString('hex');
    const signatures = Array.from({ length: SIGNATURES }, (_, n) => `Airlock.Bench.${n}:0:*:${hex()}\n`);
    await writeFile(join(dirname(clamd.url.slice(SOCKET.length)), 'signatures', 'bench.ndb'), signatures.join(''));
    await clamd.start();
    return new BenchClamd(clamd);
  }

  get url(): string {
    return this.clamd.url;
  }

  /** Its process. */
  async pid(): Promise<number> {
    return Number(await readFile(join(dirname(this.url.slice(SOCKET.length)), 'clamd.pid'), 'utf8'));
  }

  /** Sends files of this size, so many at a time, and nothing else; files a second. */
  async scanAlone(size: number, clients: number, files: number): Promise<number> {
    const began = performance.now();
    let started = 0;
    const client = async () => {
      while (started++ < files) await this.scanOne(size);
    };
    await Promise.all(Array.from({ length: clients }, client));
    return files / ((performance.now() - began) / 1000);
  }

  dispose(): Promise<void> {
    return this.clamd.dispose();
  }

  private async scanOne(size: number): Promise<void> {
    const socket = createConnection({ path: this.url.slice(SOCKET.length) });
    const answered = once(socket, 'data');
    socket.write('zINSTREAM\0');
    for (const chunk of benchFile(size).chunks()) {
      socket.write(lengthOf(chunk.length));
      if (!socket.write(chunk)) await once(socket, 'drain');
    }
    socket.write(lengthOf(0));
    const [answer] = (await answered) as [Buffer];
    socket.destroy();
    if (!answer.toString().startsWith('stream: OK')) throw new Error(`clamd answered ${answer.toString()}`);
  }
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}
