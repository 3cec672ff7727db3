import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request has bytes after its head, as its head says. */
export const hasBody = ({ headers }: { headers: IncomingHttpHeaders }): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
