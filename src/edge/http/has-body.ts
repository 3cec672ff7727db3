import type { IncomingHttpHeaders } from 'node:http';

/** Whether the headers of a request announce a body. */
export const hasBody = ({ headers }: { headers: IncomingHttpHeaders }): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
