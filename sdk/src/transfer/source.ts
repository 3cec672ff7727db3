import { AirlockError } from '../errors/airlock-error.js';

/** What can be uploaded. Node's `Buffer` is a `Uint8Array`; its streams are async iterables. `openAsBlob` of `node:fs` makes a Blob of a file. */
export type UploadBody = Blob | ArrayBuffer | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

export type Bytes = Uint8Array<ArrayBuffer>;

/** The bytes of a file, read once from the beginning to the end. */
export interface Source {
  /** Bytes; unknown for a stream. */
  readonly size?: number;
  /** Up to `length` bytes, fewer only at the end. */
  take(length: number): Promise<Bytes>;
  /** Frees what is read from. */
  close(): Promise<void>;
}

const isBlob = (body: UploadBody): body is Blob => typeof Blob !== 'undefined' && body instanceof Blob;

/** Whether the bytes can be read again from their beginning. */
export const isRewindable = (body: UploadBody): body is Blob | ArrayBuffer | Uint8Array =>
  isBlob(body) || body instanceof ArrayBuffer || ArrayBuffer.isView(body);

export const sizeOf = (body: UploadBody): number | undefined =>
  isBlob(body) ? body.size : isRewindable(body) ? (body as Uint8Array).byteLength : undefined;

export function sourceOf(body: UploadBody): Source {
  if (isBlob(body)) return new BlobSource(body);
  if (isRewindable(body)) return new BlobSource(new Blob([body as BlobPart]));
  return new StreamSource(iteratorOf(body));
}

class BlobSource implements Source {
  private at = 0;

  constructor(private readonly blob: Blob) {}

  get size(): number {
    return this.blob.size;
  }

  async take(length: number): Promise<Bytes> {
    const part = this.blob.slice(this.at, this.at + length);
    const bytes = new Uint8Array(await readable(() => part.arrayBuffer()));
    if (bytes.length !== part.size) throw changed();
    this.at += bytes.length;
    return bytes;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class StreamSource implements Source {
  private rest: Uint8Array = new Uint8Array(0);

  constructor(private readonly chunks: AsyncIterator<Uint8Array>) {}

  async take(length: number): Promise<Bytes> {
    const taken = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.rest.length === 0 && !(await this.next())) break;
      const piece = this.rest.subarray(0, length - filled);
      taken.set(piece, filled);
      filled += piece.length;
      this.rest = this.rest.subarray(piece.length);
    }
    return filled === length ? taken : taken.slice(0, filled);
  }

  async close(): Promise<void> {
    await Promise.resolve(this.chunks.return?.()).catch(() => undefined);
  }

  private async next(): Promise<boolean> {
    const { done, value } = await readable(() => this.chunks.next());
    if (!done && !ArrayBuffer.isView(value))
      throw new AirlockError({ code: 'INVALID_ARGUMENT', message: 'The stream must be one of bytes (Uint8Array).' });
    this.rest = done ? this.rest : value;
    return !done;
  }
}

/** Not every browser iterates over a ReadableStream. */
function iteratorOf(body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): AsyncIterator<Uint8Array> {
  if ('getReader' in body) {
    const reader = body.getReader();
    return {
      next: async () => (await reader.read()) as IteratorResult<Uint8Array>,
      return: async () => {
        await reader.cancel();
        return { done: true, value: undefined };
      },
    };
  }
  if (typeof body?.[Symbol.asyncIterator] === 'function') return body[Symbol.asyncIterator]();
  throw new AirlockError({
    code: 'INVALID_ARGUMENT',
    message: 'file must be a Blob, a File, a Buffer, bytes or a stream of bytes.',
  });
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const message = 'The file cannot be read: it was changed, moved or closed. Choose it again.';
    throw new AirlockError({ code: 'FILE_UNREADABLE', message, cause });
  }
}

export const changed = (): AirlockError =>
  new AirlockError({ code: 'FILE_CHANGED', message: 'The file was changed while it was sent. Send it again.' });
