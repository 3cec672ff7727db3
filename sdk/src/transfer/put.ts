import { AirlockError } from '../errors/airlock-error.js';
import { networkError, withDeadline } from '../http/deadline.js';
import { readText } from '../http/read-answer.js';
import { retryAfterMs } from '../http/retry-after.js';
import type { Bytes } from './source.js';

/** Bytes on their way to the store. */
export interface Put {
  url: string;
  headers: Record<string, string>;
  bytes: Bytes;
  signal?: AbortSignal;
  /** Called with the number of bytes that left, as far as the platform shows it. */
  onSent?(bytes: number): void;
}

/** Without a sign of life for this long a request is given up: a connection may die without a word. */
const SILENCE_MS = 60_000;
/** Where no progress can be seen: the slowest line that is waited for. */
const SLOWEST_BYTES_PER_SECOND = 16 * 1024;
const MOST_ERROR_BYTES = 16 * 1024;

/** Sends bytes to a signed URL, with nothing but the signed headers: the credentials of the service never go there. */
export function put(request: Put): Promise<void> {
  if (typeof XMLHttpRequest !== 'undefined') return putByXhr(request);
  return isNode() ? putByStream(request) : putByFetch(request, request.bytes, wholeTime(request.bytes));
}

const wholeTime = ({ length }: Bytes) => SILENCE_MS + Math.round(length / SLOWEST_BYTES_PER_SECOND) * 1000;

const isNode = () => {
  const versions = (globalThis as { process?: { versions?: Record<string, string> } }).process?.versions;
  return versions?.node !== undefined && versions.bun === undefined && !('Deno' in globalThis);
};

/** Only this shows browsers how far a body is. */
function putByXhr({ url, headers, bytes, signal, onSent }: Put): Promise<void> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout>;
    const stop = () => xhr.abort();
    const end = (act: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      act();
    };
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => end(() => (xhr.abort(), reject(silent()))), SILENCE_MS);
    };
    xhr.upload.onprogress = ({ loaded }) => (alive(), onSent?.(loaded));
    xhr.onload = () => end(() => (xhr.status >= 200 && xhr.status < 300 ? resolve() : reject(refusedXhr(xhr))));
    xhr.onerror = () => end(() => reject(networkError()));
    // An abort that nothing here called for is a connection that was lost.
    xhr.onabort = () => end(() => reject(signal?.aborted ? (signal.reason as Error) : networkError()));
    xhr.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    signal?.addEventListener('abort', stop);
    alive();
    if (signal?.aborted) end(() => reject(signal.reason as Error));
    else xhr.send(bytes);
  });
}

/** Node sends a stream of a known length without chunks, and its pulls show how far it is. */
async function putByStream(request: Put): Promise<void> {
  const { bytes, signal, onSent } = request;
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(silent()), SILENCE_MS);
  };
  let [at, hasEnded] = [0, false];
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (hasEnded) return controller.close();
        alive();
        onSent?.(at);
        if (at === bytes.length) return controller.close();
        const piece = bytes.subarray(at, at + 64 * 1024);
        at += piece.length;
        controller.enqueue(piece);
      },
    },
    { highWaterMark: 0 },
  );
  alive();
  try {
    const headers = { ...request.headers, 'Content-Length': String(bytes.length) };
    const signals = AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]);
    await putByFetch({ ...request, headers, signal: signals }, body, wholeTime(bytes));
    onSent?.(bytes.length);
  } finally {
    hasEnded = true;
    clearTimeout(timer);
  }
}

function putByFetch({ url, headers, signal }: Put, body: BodyInit, ms: number): Promise<void> {
  return withDeadline(ms, signal, async (signal) => {
    const init = { method: 'PUT', headers, body, signal, credentials: 'omit', duplex: 'half' } as RequestInit;
    const answer = await fetch(url, init);
    // Read to its end: a connection is used again only then.
    const { text } = await readText(answer, MOST_ERROR_BYTES);
    if (!answer.ok) throw refused(answer.status, text, answer.headers.get('retry-after'));
  });
}

const refusedXhr = (xhr: XMLHttpRequest) =>
  refused(xhr.status, xhr.responseText.slice(0, MOST_ERROR_BYTES), xhr.getResponseHeader('retry-after'));

const silent = () =>
  new AirlockError({
    code: 'TIMEOUT',
    message: 'The connection fell silent. Check the network and try again.',
    retryable: true,
  });

/** Answers of stores after which the same bytes may be sent again; 403 is not among them: the URL has to be signed anew. */
const LATER = /^(RequestTimeout|BadDigest|IncompleteBody|XAmzContentSHA256Mismatch|SlowDown|OperationAborted)$/;

/** An error of the store, without the URL, which is a secret. */
function refused(status: number, xml: string, retryAfter: string | null): AirlockError {
  const [code, message] = ['Code', 'Message'].map(
    (name) => new RegExp(`<${name}>([^<]{1,300})</${name}>`).exec(xml)?.[1],
  );
  const why = code ? ` ${code}${message ? `: ${message}` : ''}` : '';
  return new AirlockError({
    code: 'STORE_REFUSED',
    message: `The object store answered ${status}${why}`.replace(/\.?$/, '.'),
    status,
    retryable: status >= 500 || status === 408 || status === 429 || LATER.test(code ?? ''),
    retryAfterMs: retryAfterMs(retryAfter),
  });
}
