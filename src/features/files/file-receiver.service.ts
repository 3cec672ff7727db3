import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { readInput } from '../../edge/dto/input-reader.js';
import type { FormBody } from '../../edge/http/form-body.js';
import type { StreamFingerprint } from '../../edge/idempotency/stream-fingerprint.js';
import type { RunningStream } from '../../edge/idempotency/streamed-call.js';
import { StreamGarbage } from '../../platform/memory/stream-garbage.js';
import type { Actor } from '../../shared/actor.js';
import { type AnnouncedFile, graceSeconds, type Upload, UploadErrors } from '../uploads/index.js';
import { tierLimits } from '../workspaces/index.js';
import { inWordsOfFiles } from './domain/file.errors.js';
import { UploadFileInput } from './dto/upload-file.input.js';
import { FilesService } from './files.service.js';
import { metadataOf } from './form/form-metadata.js';
import { FormErrors } from './form/form.errors.js';
import { SenderPace } from './form/sender-pace.js';
import type { StagedStream } from './form/staged-stream.js';
import { StreamFactory } from './form/stream-factory.js';
import { takeChunks } from './form/take-chunks.js';
import { TypeCheck } from './form/type-check.js';
import { type FormFile, MOST_BYTES_BESIDE, UploadForm } from './form/upload-form.js';

/** Takes files that come through ourselves: from a form straight into staging, and then the way of every upload. */
@Injectable()
export class FileReceiver {
  constructor(
    private readonly files: FilesService,
    private readonly streams: StreamFactory,
    private readonly types: TypeCheck,
    private readonly config: Config,
  ) {}

  async receive(actor: Actor, body: FormBody, running?: RunningStream): Promise<Upload> {
    const form = this.open(actor, body);
    const stream = this.streams.begin(actor, (error) => form.fail(error));
    running?.lost.addEventListener('abort', () => form.fail(running.lost.reason as Error));
    try {
      await this.takeFile(actor, form, stream, { most: body.length ?? Infinity, running });
      return await this.conclude(actor, form, stream);
    } catch (error) {
      // Whatever broke, the form knows best why.
      const reason = form.failure ?? (error as Error);
      form.fail(reason);
      await stream.abandon();
      throw inWordsOfFiles(reason);
    } finally {
      await stream.close();
    }
  }

  /** A file that was received before, as its sender was answered: whatever its scan said since. */
  async received(actor: Actor, id: string): Promise<Upload> {
    const { upload } = await this.files.announced(actor, id);
    return { ...upload, status: 'SCANNING' };
  }

  /** Keeps nothing: only tells what the form says, however large. */
  async read(actor: Actor, body: FormBody, fingerprint: StreamFingerprint): Promise<void> {
    const form = this.open(actor, body);
    const garbage = new StreamGarbage();
    try {
      const file = await form.file;
      await takeChunks(file.content, (chunk) => {
        fingerprint.update(chunk);
        garbage.count(chunk);
        return undefined;
      });
      await form.end;
      fingerprint.end(saidBy(form, file));
    } catch (error) {
      const reason = form.failure ?? (error as Error);
      form.fail(reason);
      throw reason;
    }
  }

  private open(actor: Actor, body: FormBody): UploadForm {
    const limit = this.checkLength(actor, body.length);
    const patienceMs = this.config.get('FILES_UPLOAD_IDLE_SECONDS') * 1000;
    const bytesPerSecond = this.config.get('BODY_MIN_BYTES_PER_SECOND');
    const totalMs = graceSeconds(Math.min(body.length ?? Infinity, limit + MOST_BYTES_BESIDE)) * 1000;
    return new UploadForm(body, new SenderPace({ patienceMs, bytesPerSecond, totalMs }));
  }

  /** The most bytes a file of this caller may have. Refuses a body that cannot but hold more. */
  private checkLength({ tier }: Actor, length: number | undefined): number {
    const limit = tierLimits[tier].maxFileBytes;
    if (length !== undefined && length - MOST_BYTES_BESIDE > limit)
      throw UploadErrors.tooLarge(length, limit, `the tier ${tier}`);
    return limit;
  }

  private async takeFile(
    actor: Actor,
    form: UploadForm,
    stream: StagedStream,
    { most, running }: { most: number; running: RunningStream | undefined },
  ): Promise<void> {
    const file = await form.file;
    const said = await this.announcedBy(actor, form, file);
    const declared = form.fields.get('mimeType') ?? file.mimeType;
    this.files.checkImage(declared, most === Infinity ? 0 : most - MOST_BYTES_BESIDE);
    const { reservedBytes: room } = await stream.open(said, most);
    if (most !== Infinity) this.checkRoom(most - MOST_BYTES_BESIDE, room);
    await takeChunks(file.content, (chunk) => {
      const size = stream.sender.size + chunk.length;
      this.checkRoom(size, room);
      this.files.checkImage(declared, size);
      running?.fingerprint.update(chunk);
      return stream.sender.write(chunk);
    });
    await form.end;
    running?.fingerprint.end(saidBy(form, file));
  }

  /** What is reserved is the least of what tier, bucket and the length of the body allow. */
  private checkRoom(size: number, room: number): void {
    if (size > room) throw UploadErrors.tooLarge(size, room, 'the bucket, the tier or the length of the body');
  }

  /** As much as was said before the file. */
  private async announcedBy(actor: Actor, { fields }: UploadForm, file: FormFile): Promise<AnnouncedFile> {
    const [bucket, filename, contentType] = [fields.get('bucket'), fields.get('filename'), fields.get('mimeType')];
    const named = filename ?? file.filename;
    return {
      ...(named === undefined ? {} : { filename: named }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(bucket === undefined ? {} : { bucket: await this.files.bucketNamed(actor, bucket) }),
    };
  }

  /** Everything is said and every byte is here: what would have been refused at once had it been known is refused now. */
  private async conclude(actor: Actor, form: UploadForm, stream: StagedStream): Promise<Upload> {
    const part = await form.file;
    const said = readInput(UploadFileInput, fieldsOf(form, part), 'body');
    const { size, head } = stream.sender;
    if (size === 0) throw FormErrors.empty();
    const bucket = await this.files.bucketNamed(actor, said.bucket);
    const file = { filename: said.filename, contentType: said.mimeType, metadata: said.metadata ?? {} };
    this.files.checkImage(file.contentType, size);
    await this.streams.check(actor, bucket, file, size);
    const claim = { declared: file.contentType, policy: bucket.typePolicy };
    const whole = await stream.sender.whole();
    if (whole) this.files.checkImage(await this.types.check(claim, head, whole), size);
    const { upload, object } = await stream.assemble();
    if (!whole) this.files.checkImage(await this.types.check(claim, head, this.types.accessTo(object)), size);
    return this.streams.complete(actor, upload, { bucket, file, object });
  }
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

/** Everything a form says beside the bytes of its file. */
const saidBy = ({ fields }: UploadForm, { filename, mimeType }: FormFile) => ({
  ...{ fields: Object.fromEntries(fields), filename, mimeType },
});
