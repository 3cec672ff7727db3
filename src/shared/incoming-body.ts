import type { Readable } from 'node:stream';

/** The body of a request that its route reads by itself. */
export interface IncomingBody {
  stream: Readable;
  contentType: string;
  /** Bytes of the whole body, if the client declares them. */
  length: number | undefined;
}
