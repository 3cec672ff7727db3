import { Agent, type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { SignedHttpRequest } from '../../signing/request-signer.js';

/** As many as the most requests at once of a busy process; further ones wait for a connection. */
const CONNECTIONS = { keepAlive: true, maxSockets: 128 };

export interface ExchangeLimits {
  /** Until a new connection is established, DNS and TLS included. */
  connectMs: number;
  /** Until the end of the response; of one whose body is streamed, until its headers. */
  responseMs: number;
  /** The body of a successful response is streamed: its reader guards it. */
  isStreamed: boolean;
  /** Also ends a response whose body is still being read. */
  signal?: AbortSignal;
}

/** A time-out of ours, in the form of those that the network reports. */
export class TimedOutError extends Error {
  readonly code = 'ETIMEDOUT';
}

/** Sends single requests over kept connections to one server. */
export class HttpExchange {
  private readonly agent: Agent;
  private readonly send: typeof plainRequest;
  private readonly server: { hostname: string; port: string | undefined; agent: Agent };

  constructor({ protocol, hostname, port }: URL) {
    const isSecure = protocol === 'https:';
    this.agent = isSecure ? new SecureAgent(CONNECTIONS) : new Agent(CONNECTIONS);
    this.send = isSecure ? (secureRequest as typeof plainRequest) : plainRequest;
    // An IPv6 address has brackets in a URL only.
    this.server = { hostname: hostname.replace(/^\[|\]$/g, ''), port: port || undefined, agent: this.agent };
  }

  /** The response once its headers are there. Its body must be read to the end or destroyed. */
  exchange(
    { method, path, headers }: SignedHttpRequest,
    body: string,
    limits: ExchangeLimits,
  ): Promise<IncomingMessage> {
    const { responseMs, connectMs, isStreamed, signal } = limits;
    return new Promise((resolve, reject) => {
      const request = this.send({ ...this.server, method, path, headers });
      let response: IncomingMessage | undefined;
      const end = (error: Error) => void (response ?? request).destroy(error);
      const late = setTimeout(() => end(new TimedOutError(`No response in ${responseMs} ms.`)), responseMs);
      const abort = () => end(signal!.reason as Error);
      signal?.addEventListener('abort', abort, { once: true });
      request.once('socket', (socket) => guardConnect(request, socket, connectMs));
      request.once('response', (received) => {
        response = received;
        if (isStreamed && received.statusCode! < 300) clearTimeout(late);
        resolve(received);
      });
      // An error after the response also reaches the reader of its body.
      request.on('error', reject);
      request.once('close', () => {
        clearTimeout(late);
        signal?.removeEventListener('abort', abort);
      });
      request.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function guardConnect(request: ClientRequest, socket: Socket, connectMs: number): void {
  if (!socket.connecting) return;
  const late = setTimeout(() => request.destroy(new TimedOutError(`No connection in ${connectMs} ms.`)), connectMs);
  const done = () => clearTimeout(late);
  const isSecure = 'encrypted' in socket;
  socket.once(isSecure ? 'secureConnect' : 'connect', done).once('close', done);
}

/** More than any answer of a store that is no file. */
const LONGEST_TEXT = 4 * 1024 * 1024;

/** The whole body of a response. */
export async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_TEXT) throw new Error(`The response is longer than ${LONGEST_TEXT} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A response without a body, or whose body says nothing; once it has ended, its connection serves the next request. */
export function ended(response: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    response.once('end', resolve).once('error', reject).resume();
  });
}
