import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as plain } from 'node:http';
import { request as encrypted } from 'node:https';

const LONGEST_ANSWER = 64 * 1024;

export interface RawRequest {
  method: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Leaves out Content-Length and sends the body in chunks. */
  unannounced?: boolean;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A request whose last byte is held back. */
export interface HeldRequest {
  finish(): Promise<RawAnswer>;
}

/** Sends exactly these headers, and only Host and Content-Length besides: as a client or an attacker may do. */
export function sendRaw(url: string, request: RawRequest, signal: AbortSignal): Promise<RawAnswer> {
  const { body = '', unannounced = false } = request;
  const sent = open(url, request, signal);
  const answer = answerTo(sent);
  if (!unannounced) sent.end(body);
  else sent.write(body, () => sent.end());
  return answer;
}

/** Sends everything but the last byte and waits until it is written. */
export async function holdRaw(url: string, request: RawRequest, signal: AbortSignal): Promise<HeldRequest> {
  const body = Buffer.from(request.body ?? '');
  const sent = open(url, request, signal);
  const answer = answerTo(sent);
  answer.catch(() => undefined);
  await new Promise<void>((resolve, reject) => {
    sent.once('error', reject);
    sent.write(body.subarray(0, -1), () => resolve());
  });
  return {
    finish: () => {
      sent.end(body.subarray(-1));
      return answer;
    },
  };
}

function open(url: string, { method, headers, body = '', unannounced }: RawRequest, signal: AbortSignal) {
  const { protocol, hostname, port, origin } = new URL(url);
  // The path exactly as signed: a URL object would resolve dot segments.
  const path = url.slice(origin.length);
  const length = unannounced ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const host = hostname.replace(/^\[|\]$/g, '');
  const send = protocol === 'https:' ? encrypted : plain;
  return send({ host, port, path, method, signal, agent: false, headers: { ...length, ...headers } });
}

async function answerTo(sent: ClientRequest): Promise<RawAnswer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('error', reject);
    sent.once('response', resolve);
  });
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length > LONGEST_ANSWER) break;
  }
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(pieces).toString() };
}
