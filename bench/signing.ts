import { SigV4UrlSigner } from '../src/platform/object-store/signing/sigv4-url-signer.js';
import { median } from './rounds.js';

const BATCHES = 5;
const BATCH = 10_000;

/** Microseconds for one signed URL, here in this process: the median of a few batches after a first one. */
export function signingCosts(): Record<string, number> {
  const location = { bucket: 'bench', region: 'us-east-1', endpoint: 'http://127.0.0.1:9000', forcePathStyle: true };
  const credentials = { accessKeyId: 'BENCHBENCHBENCHBENCH', secretAccessKey: 'bench-secret' };
  const signer = new SigV4UrlSigner(location, () => credentials);
  const key = 'ws_0mbenchbenchbenc/staging/upl_0mbenchbenchben';
  const part = { key, uploadId: 'Zx3fT5bXkq.0_9Q~', contentLength: 8 * 1024 * 1024, expiresInSeconds: 3600 };
  const put = { key, contentType: 'application/pdf', contentLength: 48213, expiresInSeconds: 3600 };
  return {
    'PUT URL': microseconds(() => signer.signPut(put)),
    'part URL': microseconds((n) => signer.signPart({ ...part, partNumber: n + 1 })),
  };
}

function microseconds(work: (n: number) => unknown): number {
  const batches = Array.from({ length: BATCHES + 1 }, () => {
    const start = performance.now();
    for (let n = 0; n < BATCH; n++) work(n);
    return ((performance.now() - start) / BATCH) * 1000;
  });
  return median(batches.slice(1));
}
