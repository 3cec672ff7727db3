import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request of the tus protocol. */
export interface TusCall {
  /** After X-HTTP-Method-Override. */
  method: string;
  /** Absent for the place where uploads are created. */
  uploadId?: string;
  headers: IncomingHttpHeaders;
  /** Has the unread body. */
  request: IncomingMessage;
  /** The upload token that was sent as `?token=`: Location repeats it, because clients use that URL as it is. */
  token?: string;
}

export interface TusAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export const TUS_PATH = '/v1/tus';

/** The headers of the protocol. No other reaches the tus server, least of all what names a host. */
const passed = ['content-length', 'content-type', 'tus-resumable'];
const UPLOAD = /^upload-(?:concat|defer-length|length|metadata|offset)$/;

/** The request for the tus server. Its address is ours, whatever Host and forwarding headers say. */
export function webRequestOf({ method, uploadId, headers }: TusCall, body: ReadableStream<Uint8Array>): Request {
  const kept = Object.entries(headers).filter(([name]) => passed.includes(name) || UPLOAD.test(name));
  const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  const takesBody = hasBody && (method === 'POST' || method === 'PATCH');
  const url = `http://localhost${TUS_PATH}${uploadId === undefined ? '' : `/${encodeURIComponent(uploadId)}`}`;
  const sent = takesBody ? { body, duplex: 'half' as const } : {};
  return new Request(url, { method, headers: kept.map(([name, value]) => [name, String(value)]), ...sent });
}
