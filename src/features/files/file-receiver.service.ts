import { Injectable } from '@nestjs/common';
import { readInput } from '../../edge/dto/input-reader.js';
import type { Actor } from '../../shared/actor.js';
import type { IncomingBody } from '../../shared/incoming-body.js';
import type { Bucket } from '../buckets/index.js';
import { type AnnouncedFile, type Upload, UploadErrors } from '../uploads/index.js';
import { UploadFileInput } from './dto/upload-file.input.js';
import { FilesService } from './files.service.js';
import type { FormDigest } from './form/form-digest.js';
import { metadataOf } from './form/form-metadata.js';
import { FormReader } from './form/form-reader.js';
import { FormErrors } from './form/form.errors.js';
import { takeChunks } from '../../platform/streams/take-chunks.js';
import { digestEnd, type FormFile, MAX_BYTES_BESIDE_FILE, type UploadForm } from './form/upload-form.js';
import { type StreamedUpload, StreamedUploadFactory } from './streaming/streamed-upload.js';
import { TypeCheck } from './streaming/type-check.js';

/** What accompanies the receiving of a form. */
export interface Receiving {
  /** Takes in everything the form says. */
  digest?: FormDigest;
  /** Aborts it; the reason is what the sender is answered. */
  signal?: AbortSignal;
}

/** Receives files that arrive in a form: streamed into staging, then admitted like every upload. */
@Injectable()
export class FileReceiver {
  constructor(
    private readonly files: FilesService,
    private readonly forms: FormReader,
    private readonly uploads: StreamedUploadFactory,
    private readonly types: TypeCheck,
  ) {}

  async receive(actor: Actor, body: IncomingBody, { digest, signal }: Receiving = {}): Promise<Upload> {
    const form = this.forms.open(actor, body);
    const upload = this.uploads.begin(actor, (error) => form.fail(error));
    signal?.addEventListener('abort', () => form.fail(signal.reason as Error));
    try {
      const announced = await this.announcedBy(actor, form);
      await this.takeFile(form, upload, announced, body.length ?? Infinity, digest);
      return await this.conclude(actor, form, upload, announced.bucket);
    } catch (error) {
      const reason = form.failWith(error);
      await upload.abandon();
      throw reason;
    } finally {
      await upload.close();
    }
  }

  /** A file that was received before, as its sender was answered, whatever its scan found since. */
  async received(actor: Actor, id: string): Promise<Upload> {
    const { upload } = await this.files.recall(actor, id);
    return { ...upload, status: 'SCANNING' };
  }

  /** As much as stands before the file. */
  private async announcedBy(actor: Actor, form: UploadForm): Promise<AnnouncedFile> {
    const file = await form.file;
    const [bucket, filename, contentType] = ['bucket', 'filename', 'mimeType'].map((name) => form.fields.get(name));
    const named = filename ?? file.filename;
    return {
      ...(named === undefined ? {} : { filename: named }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(bucket === undefined ? {} : { bucket: await this.files.bucketNamed(actor, bucket) }),
    };
  }

  private async takeFile(
    form: UploadForm,
    upload: StreamedUpload,
    announced: AnnouncedFile,
    bodyBytes: number,
    digest: FormDigest | undefined,
  ): Promise<void> {
    const file = await form.file;
    const mimeType = announced.contentType ?? file.mimeType;
    /** The form's boundaries and fields are a part of its body: a file has at least this many bytes. */
    const leastBytes = bodyBytes === Infinity ? 0 : bodyBytes - MAX_BYTES_BESIDE_FILE;
    this.files.checkImage(mimeType, leastBytes);
    const reserved = await upload.open(announced, bodyBytes);
    checkReserved(leastBytes, reserved);
    await takeChunks(file.content, (chunk) => {
      const size = upload.sender.size + chunk.length;
      checkReserved(size, reserved);
      this.files.checkImage(mimeType, size);
      digest?.update(chunk);
      return upload.sender.write(chunk);
    });
    await form.end;
    if (digest) digestEnd(digest, form, file);
  }

  /** The form is complete: what would have been refused at once, had it been known before, is refused now. */
  private async conclude(
    actor: Actor,
    form: UploadForm,
    upload: StreamedUpload,
    announced: Bucket | undefined,
  ): Promise<Upload> {
    const said = readInput(UploadFileInput, fieldsOf(form, await form.file), 'body');
    const { size, head } = upload.sender;
    if (size === 0) throw FormErrors.empty();
    const isAnnounced = said.bucket === announced?.name || said.bucket === announced?.id;
    const bucket = isAnnounced ? announced! : await this.files.bucketNamed(actor, said.bucket);
    const file = { filename: said.filename, contentType: said.mimeType, metadata: said.metadata ?? {} };
    this.files.checkImage(file.contentType, size);
    const final = await upload.plan(bucket, file);
    const claim = { declared: file.contentType, policy: bucket.typePolicy };
    const whole = await upload.sender.whole();
    if (whole) this.files.checkImage(await this.types.check(claim, head, whole), size);
    const object = await upload.assemble();
    if (!whole) this.files.checkImage(await this.types.check(claim, head, this.types.accessTo(object)), size);
    return upload.complete(final, object);
  }
}

/** What is reserved is the least of what tier, bucket and the length of the body allow. */
function checkReserved(size: number, reserved: number): void {
  if (size > reserved) throw UploadErrors.tooLarge(size, reserved, 'the bucket, the tier or the length of the body');
}

function fieldsOf({ fields }: UploadForm, part: FormFile): Record<string, unknown> {
  const metadata = fields.get('metadata');
  return {
    bucket: fields.get('bucket'),
    filename: fields.get('filename') ?? part.filename,
    mimeType: fields.get('mimeType') ?? part.mimeType,
    ...(metadata ? { metadata: metadataOf(metadata) } : {}),
  };
}
