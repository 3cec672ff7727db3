import { Errors } from '../../shared/errors/errors.js';

/**
 * The bytes of chunks that have memory of their own; a single one is not copied. Throws when they are not exactly `size`
 * bytes, without reading more.
 */
export async function gathered(chunks: AsyncIterable<Buffer>, size: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    pieces.push(chunk);
    length += chunk.length;
    if (length > size) break;
  }
  if (length !== size)
    throw Errors.storageUnavailable(new Error(`The store sent ${length} bytes of an object of ${size}.`));
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
