import type { Readable } from 'node:stream';
import busboy, { type Busboy, type FileInfo } from 'busboy';
import type { IncomingBody } from '../../../shared/incoming-body.js';
import { isStorable } from '../../../shared/json/storable.js';
import type { FormDigest } from './form-digest.js';
import { isPlainEncoding, readField } from './form-field.js';
import { FormErrors } from './form.errors.js';
import type { SenderPace } from './sender-pace.js';

/** Limits of the fields beside the file: a mebibyte in all. */
const MAX_FIELDS = 16;
const MAX_FIELD_BYTES = 64 * 1024;
export const MAX_BYTES_BESIDE_FILE = MAX_FIELDS * MAX_FIELD_BYTES;
const MAX_PARTS = 32;
const FILE = 'file';
/** Fields that a script may send as a Blob, which makes them file parts. */
const FIELDS = new Set(['bucket', 'filename', 'metadata', 'mimeType']);
const CHECK_MS = 1_000;

/** The form's one file, as the headers of its part describe it. */
export interface FormFile {
  filename: string | undefined;
  mimeType: string;
  content: Readable;
}

/**
 * multipart/form-data as it arrives, with its parts in any order. Only the file's content applies backpressure to the
 * sender; the reader must read it to its end or `fail` the form.
 */
export class UploadForm {
  /** The first failure; nothing more is read after it. */
  failure: Error | undefined;
  private readonly values = new Map<string, string>();
  private readonly parser: Busboy;
  private readonly checking: NodeJS.Timeout;
  private readonly fileBegan = Promise.withResolvers<FormFile>();
  private readonly ended = Promise.withResolvers<void>();
  private hasFile = false;

  constructor(
    private readonly body: IncomingBody,
    private readonly pace: SenderPace,
  ) {
    this.parser = parserOf(body.contentType);
    this.checking = setInterval(() => this.checkPace(), CHECK_MS);
    // A failure before they are awaited is not an unhandled rejection.
    this.fileBegan.promise.catch(() => undefined);
    this.ended.promise.catch(() => undefined);
    this.listen();
  }

  /** The file, as soon as its part begins. */
  get file(): Promise<FormFile> {
    return this.fileBegan.promise;
  }

  /** All parts are read. */
  get end(): Promise<void> {
    return this.ended.promise;
  }

  /** The fields so far. */
  get fields(): ReadonlyMap<string, string> {
    return this.values;
  }

  fail(error: Error): void {
    if (this.failure) return;
    this.failure = error;
    this.stopChecking();
    this.body.stream.unpipe(this.parser);
    this.parser.destroy(error);
    this.fileBegan.reject(error);
    this.ended.reject(error);
  }

  /** Fails it with an error of its reader. Returns the first failure: what broke later follows from it. */
  failWith(error: unknown): Error {
    this.fail(error as Error);
    return this.failure!;
  }

  private listen(): void {
    const { parser } = this;
    const { stream } = this.body;
    parser.on('field', (name, value, { valueTruncated, encoding }) => {
      if (!isPlainEncoding(encoding)) this.fail(FormErrors.encoded(name, encoding));
      else this.takeField(name, valueTruncated ? null : value);
    });
    parser.on('file', (name, content, info) => this.takeFile(name, content, info));
    for (const limit of ['fieldsLimit', 'partsLimit'] as const)
      parser.on(limit, () => this.fail(FormErrors.tooManyParts(MAX_FIELDS)));
    parser.on('error', (error) => this.fail(FormErrors.malformed((error as Error).message)));
    parser.on('close', () => this.finish());
    stream.on('data', (chunk: Buffer) => this.pace.arrived(chunk.length));
    stream.once('error', () => this.fail(FormErrors.gone()));
    stream.once('close', () => !stream.readableEnded && this.fail(FormErrors.gone()));
    stream.pipe(parser);
  }

  private takeFile(name: string | undefined, content: Readable, info: FileInfo): void {
    // It may fail before it is read or without being read: its reader sees the failure of the form.
    content.on('error', () => undefined);
    if (!isPlainEncoding(info.encoding)) return this.fail(FormErrors.encoded(name ?? FILE, info.encoding));
    if (name !== undefined && FIELDS.has(name))
      return readField(content, MAX_FIELD_BYTES, (text) => this.takeField(name, text));
    if (name !== FILE) return this.discard(content);
    if (this.hasFile) return this.fail(FormErrors.twoFiles());
    this.hasFile = true;
    const { mimeType } = info;
    this.fileBegan.resolve({ filename: info.filename || undefined, mimeType, content });
  }

  /** `null`: it is too long. */
  private takeField(name: string, text: string | null): void {
    if (text === null) this.fail(FormErrors.fieldTooLong(name, MAX_FIELD_BYTES));
    else if (!isStorable(text)) this.fail(FormErrors.notStorable(name));
    else this.values.set(name, text);
  }

  /** Files under other names are discarded; they must be small. */
  private discard(content: Readable): void {
    let bytes = 0;
    content.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BYTES_BESIDE_FILE) this.fail(FormErrors.otherFile());
    });
  }

  private finish(): void {
    if (this.failure) return;
    if (!this.hasFile) return this.fail(FormErrors.noFile());
    this.stopChecking();
    this.ended.resolve();
  }

  /** Counts time against the sender unless the parser is waiting for the reader. */
  private checkPace(): void {
    if (this.parser.writableNeedDrain) return;
    this.pace.passed(CHECK_MS);
    if (this.pace.isTooSlow) this.fail(FormErrors.tooSlow());
  }

  private stopChecking(): void {
    clearInterval(this.checking);
  }
}

/** Ends a digest with everything a form says beside the bytes of its file. */
export function digestEnd(digest: FormDigest, { fields }: UploadForm, { filename, mimeType }: FormFile): void {
  digest.end({ fields: Object.fromEntries(fields), filename, mimeType });
}

function parserOf(contentType: string): Busboy {
  const limits = { fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES, parts: MAX_PARTS };
  try {
    return busboy({ headers: { 'content-type': contentType }, defParamCharset: 'utf8', limits });
  } catch (error) {
    throw FormErrors.malformed((error as Error).message);
  }
}
