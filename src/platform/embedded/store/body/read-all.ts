import { finished } from 'node:stream';
import { s3Errors } from '../s3-error.js';
import { type BodySource } from './body-source.js';
import { interruption } from './interruption.js';

/** A small body in memory. Throws when it has more bytes than it can have; reading stops, and the connection stays open. */
export function readAll(source: BodySource): Promise<Buffer> {
  const bytes = source.bytes();
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const take = (piece: Buffer) => {
      pieces.push(piece);
      size += piece.length;
      if (size > source.atMost) end(s3Errors.incompleteBody());
    };
    const end = (error?: unknown) => {
      bytes.off('data', take);
      if (error) return reject(interruption(error));
      resolve(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces));
    };
    finished(bytes, { writable: false }, end);
    bytes.on('data', take);
  });
}
