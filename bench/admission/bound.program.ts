import { createHash } from 'node:crypto';
import { close, createReadStream, fsync, open, unlink, writeSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/**
 * The cheapest process that could stand in for the product: it receives a large file by HTTP, writes it, flushes it, reads it
 * again and hashes it in another thread, and answers. It checks nothing, searches nothing and records nothing.
 */
const READ_BYTES = 512 * 1024;
const THREADS = 2;
const [flush, end, create, remove] = [promisify(fsync), promisify(close), promisify(open), promisify(unlink)];

async function hashFile(path: string): Promise<string> {
  const sha256 = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) sha256.update(chunk as Buffer);
  return sha256.digest('hex');
}

/** One thread, one file at a time. */
class Hasher {
  private readonly worker = new Worker(new URL(import.meta.url));
  private last: Promise<unknown> = Promise.resolve();

  hash(path: string): Promise<unknown> {
    return (this.last = this.last.then(() => this.next(path)));
  }

  private next(path: string): Promise<unknown> {
    return new Promise((resolve) => {
      this.worker.once('message', resolve);
      this.worker.postMessage(path);
    });
  }
}

/** Written at once: a page cache takes a chunk sooner than another thread wakes up. Its memory is given back. */
function receive(request: IncomingMessage, file: number): Promise<void> {
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      writeSync(file, chunk);
      (chunk.buffer as ArrayBuffer).transfer(0);
    });
    request.on('end', resolve).on('error', reject);
  });
}

function serve(): void {
  const hashers = Array.from({ length: THREADS }, () => new Hasher());
  let files = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const path = `${process.env.FLOOR_DIR}/bound-${files++}`;
      const file = await create(path, 'wx');
      await receive(request, file);
      await flush(file);
      await end(file);
      const sha256 = await hashers[files % THREADS]!.hash(path);
      await remove(path);
      response.end(String(sha256));
    })();
  });
  server.listen(0, '127.0.0.1', () => {
    console.log(`bound ready http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  process.on('disconnect', () => process.exit(0));
}

if (isMainThread) serve();
else parentPort!.on('message', (path: string) => void hashFile(path).then((sum) => parentPort!.postMessage(sum)));
