const DEADLINE_MS = 5_000;
const MAX_BYTES = 64 * 1024;

/** GET requests to SNS: certificates and confirmations of subscriptions. */
export abstract class SnsHttp {
  /** The body of a 200; everything else is an error. Callers check the host of the URL. */
  abstract get(url: URL): Promise<string>;
}

/** No redirects, with a time-out and a size limit. TLS authenticates the host. */
export class FetchingSnsHttp extends SnsHttp {
  constructor(private readonly deadlineMs = DEADLINE_MS) {
    super();
  }

  async get(url: URL): Promise<string> {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(this.deadlineMs) });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`${url.host} answered ${response.status}`);
    }
    return textOf(response);
  }
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error('the response is larger than any of SNS');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
