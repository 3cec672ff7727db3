import { getText } from '../outgoing/get-text.js';

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

  get(url: URL): Promise<string> {
    return getText(url, { deadlineMs: this.deadlineMs, maxBytes: MAX_BYTES });
  }
}
