import { AirlockError } from '../errors/airlock-error.js';

/** An event as a webhook brings it. */
export interface WebhookEvent<T = Record<string, unknown>> {
  type: string;
  /** ISO 8601. */
  timestamp: string;
  /** The resource as it was then, with its `sequence`. */
  data: T;
}

/** Headers as `Request`, Node and frameworks have them. Names may be in any case. */
export type WebhookHeaders = Headers | Record<string, string | string[] | undefined>;

export interface VerifyOptions {
  /** The body exactly as it was received: text or bytes, not parsed JSON. */
  payload: string | Uint8Array;
  headers: WebhookHeaders;
  /** `whsec_…`; several while one is replaced by another. */
  secret: string | string[];
  /** Seconds that the timestamp may be off. Default: 300. */
  toleranceSeconds?: number;
  /** The time to compare with, in milliseconds. Default: now. */
  now?: number;
}

const USUAL_TOLERANCE_SECONDS = 300;
/** A rotation has two. More are an attempt to make this work hard. */
const MOST_SIGNATURES = 16;

/**
 * Checks that a webhook is of this endpoint and new (Standard Webhooks), and answers its event. Throws `INVALID_SIGNATURE`
 * otherwise. Deliveries come at least once: compare `data.sequence`, or keep the `webhook-id`.
 */
export async function verifyWebhook<T = Record<string, unknown>>(options: VerifyOptions): Promise<WebhookEvent<T>> {
  const { headers, secret, toleranceSeconds = USUAL_TOLERANCE_SECONDS, now = Date.now() } = options;
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => header(headers, name));
  if (!id || !timestamp || !signatures) throw invalid('It has no webhook-id, webhook-timestamp and webhook-signature.');
  if (!isRecent(timestamp, now / 1000, toleranceSeconds))
    throw invalid('It is too old or too new. Compare the clock of this machine.');
  const payload = typeof options.payload === 'string' ? encode(options.payload) : options.payload;
  const signed = new Uint8Array(await new Blob([encode(`${id}.${timestamp}.`), payload as BlobPart]).arrayBuffer());
  if (!(await matches(signed, signatures, [secret].flat()))) throw invalid('Its signature is not of this secret.');
  return eventIn(payload);
}

const isRecent = (timestamp: string, nowSeconds: number, toleranceSeconds: number) =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(nowSeconds - Number(timestamp)) <= toleranceSeconds;

function eventIn<T>(payload: Uint8Array): WebhookEvent<T> {
  try {
    return JSON.parse(new TextDecoder().decode(payload)) as WebhookEvent<T>;
  } catch {
    throw invalid('Its body is not JSON.');
  }
}

/** Every pair is compared by WebCrypto, which takes the same time wherever a difference is. */
async function matches(signed: Uint8Array<ArrayBuffer>, signatures: string, secrets: string[]): Promise<boolean> {
  const given = signatures
    .split(' ', MOST_SIGNATURES)
    .flatMap((one) => (one.startsWith('v1,') ? bytesOf(one.slice(3)) : []));
  let isValid = false;
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey('raw', keyOf(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
      'verify',
    ]);
    for (const signature of given) isValid = (await crypto.subtle.verify('HMAC', key, signature, signed)) || isValid;
  }
  return isValid;
}

function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  const [key] = bytesOf(secret.replace(/^whsec_/, ''));
  if (key?.length) return key;
  throw new AirlockError({ code: 'INVALID_ARGUMENT', message: 'secret must be the whsec_… of the webhook endpoint.' });
}

/** The bytes of base64; none when it is not. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer>[] {
  try {
    return [Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))];
  } catch {
    return [];
  }
}

const encode = (text: string) => new TextEncoder().encode(text);

function header(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof (headers as Headers).get === 'function') return (headers as Headers).get(`webhook-${name}`) ?? undefined;
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === `webhook-${name}`)?.[1] as
    string | string[] | undefined;
  return Array.isArray(found) ? found[0] : found;
}

const invalid = (why: string) =>
  new AirlockError({ code: 'INVALID_SIGNATURE', message: `The webhook is not accepted. ${why}` });
