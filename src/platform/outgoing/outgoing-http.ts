import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIPv6, type LookupFunction, type Socket } from 'node:net';
import { guarded } from '../listeners/guarded.js';
import { literalAddress, mayReach } from './address-policy.js';
import type { HostResolver } from './host-resolver.js';
import { OutgoingError } from './outgoing-error.js';

export interface OutgoingOptions {
  allowPrivate: boolean;
  /** Until the connection is established, TLS included. */
  connectMs: number;
  /** Until the head of the response has arrived. */
  totalMs: number;
}

export interface OutgoingRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** Limits for reading the body of a response, which is discarded. */
const BODY_BYTES = 4 * 1024;
const BODY_MS = 1_000;

/**
 * POSTs to URLs of users, protected against SSRF: the policy applies to the address, not the name. Names are resolved once,
 * by the lookup of the connection itself, and the connected address is checked again. Redirects are never followed. Each
 * request has its own connection.
 */
export class OutgoingHttp {
  constructor(
    private readonly resolver: HostResolver,
    private readonly options: OutgoingOptions,
  ) {}

  /** Returns the status of the response. Throws `OutgoingError` when there is none. */
  async post(request: OutgoingRequest): Promise<number> {
    const url = new URL(request.url);
    const literal = literalAddress(url);
    if (literal !== undefined && !this.mayReach(literal)) throw OutgoingError.addressNotAllowed();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.options.totalMs);
    try {
      const answer = await this.send(url, request, deadline.signal);
      await discard(answer);
      return answer.statusCode!;
    } catch (error) {
      throw OutgoingError.from(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private send(url: URL, { headers, body }: OutgoingRequest, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const client = url.protocol === 'https:' ? https : http;
      const sent = client.request(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
        agent: false,
        lookup: this.lookup(signal),
      });
      const fail = (error: Error) => {
        reject(error);
        sent.destroy();
      };
      signal.addEventListener('abort', () => fail(OutgoingError.timeout()), { once: true });
      const guard = (socket: Socket) => this.guard(socket, url.protocol === 'https:', fail);
      sent.on(
        'socket',
        guarded(guard, () => fail(OutgoingError.notHttp())),
      );
      sent.once('response', resolve);
      // Never removed: a connection may emit another error after it was given up.
      sent.on('error', fail);
      refuseUpgrades(sent, fail);
      sent.end(body);
    });
  }

  /** Enforces the connect time-out and checks the connected address before anything is sent. */
  private guard(socket: Socket, secure: boolean, fail: (error: Error) => void): void {
    const timer = setTimeout(() => fail(OutgoingError.timeout()), this.options.connectMs);
    const compare = () => {
      if (!this.mayReach(socket.remoteAddress ?? '')) fail(OutgoingError.addressNotAllowed());
    };
    // If the check itself fails, nothing is sent.
    const connected = guarded(compare, () => fail(OutgoingError.addressNotAllowed()));
    socket.once('connect', connected);
    socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(timer));
    socket.once('close', () => clearTimeout(timer));
  }

  private lookup(signal: AbortSignal): LookupFunction {
    return (host, options, done) => {
      this.resolver
        .addressesOf(host, signal)
        .then((found) => {
          const allowed = found.filter((address) => this.mayReach(address));
          if (found.length === 0) throw OutgoingError.nameNotFound();
          if (allowed.length === 0) throw OutgoingError.addressNotAllowed();
          const addresses = allowed.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
          if (options.all) done(null, addresses);
          else done(null, addresses[0]!.address, addresses[0]!.family);
        })
        .catch((error: Error) => done(error, ''));
    };
  }

  private mayReach(address: string): boolean {
    return mayReach(address, this.options.allowPrivate);
  }
}

/** A response that switches protocols has no body to wait for. */
function refuseUpgrades(sent: ClientRequest, fail: (error: Error) => void): void {
  sent.once('upgrade', (_answer, socket: Socket) => {
    socket.destroy();
    fail(OutgoingError.notHttp());
  });
}

/** Reads a small body, so that the peer can finish, then closes the connection. Errors no longer matter here. */
function discard(answer: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let read = 0;
    const end = () => {
      clearTimeout(timer);
      answer.destroy();
      resolve();
    };
    const timer = setTimeout(end, BODY_MS);
    answer.on('data', (chunk: Buffer) => (read += chunk.length) > BODY_BYTES && end());
    answer.on('error', end);
    answer.on('close', end);
    answer.on('end', end);
  });
}
