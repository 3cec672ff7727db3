import { Readable } from 'node:stream';
import { DataStore, ERRORS, Metadata, Upload as TusView } from '@tus/server';
import { type Actor, actorId } from '../../../../shared/actor.js';
import { isWhole, offsetOf } from '../../domain/received-bytes.js';
import { UploadErrors } from '../../domain/upload.errors.js';
import type { Upload } from '../../domain/upload.js';
import { isTakingParts } from '../../multipart/multipart-opener.js';
import type { ConfirmUploadService } from '../../confirmation/confirm-upload.service.js';
import type { ReceivedBytesRepository } from '../../records/received-bytes.repository.js';
import type { UploadAccess } from '../../records/upload-access.js';
import type { TerminationService } from '../../termination/termination.service.js';
import type { UploadLock } from './locks/upload-lock.js';
import type { Receiver } from './receiving/receiver.js';

export const tusExtensions = [
  ...['creation', 'creation-with-upload', 'creation-defer-length', 'expiration', 'termination'],
];

export interface TusUploadTools {
  access: UploadAccess;
  received: ReceivedBytesRepository;
  receiver: Receiver;
  confirmation: ConfirmUploadService;
  termination: TerminationService;
}

/**
 * One upload as the tus server sees it, for one request. Its offset, parts and length are in PostgreSQL; the tus server
 * calls the methods while it holds the upload's lock.
 */
export class TusUpload extends DataStore {
  override extensions = tusExtensions;
  private current: Upload | undefined;

  /** `lock`: what is written is written under it; `null`: the caller may only look. */
  constructor(
    private readonly actor: Actor,
    private readonly tools: TusUploadTools,
    public lock: UploadLock | null = null,
  ) {
    super();
  }

  /** The record as it was read last. */
  get record(): Upload {
    if (!this.current) throw ERRORS.FILE_NOT_FOUND;
    return this.current;
  }

  set record(record: Upload) {
    this.current = record;
  }

  get hasRecord(): boolean {
    return this.current !== undefined;
  }

  /** The record is made before. An empty file is complete with its creation. */
  override async create(view: TusView): Promise<TusView> {
    if (view.size === 0) await this.write(Readable.from([]));
    return view;
  }

  override async getUpload(): Promise<TusView> {
    const record = await this.tools.access.asItIs(this.actor, this.record.id);
    if (!record) throw ERRORS.FILE_NOT_FOUND;
    this.record = record;
    const received = await this.tools.received.find(record);
    const metadata = received.metadata === '' ? undefined : Metadata.parse(received.metadata);
    const { id, declaredSize } = record;
    if (!isTakingParts(record)) return new TusView({ id, ...wholeOf(record), metadata });
    const offset = offsetOf(received);
    if (offset === declaredSize && this.lock) await this.finish(isWhole(received, declaredSize));
    return new TusView({ id, size: declaredSize ?? undefined, offset, metadata });
  }

  override async write(source: Readable): Promise<number> {
    if (!isTakingParts(this.record) || !this.lock) return this.record.declaredSize ?? 0;
    const { upload, offset } = await this.tools.receiver.receive(this.actor, this.record, this.lock, source);
    this.record = upload;
    return offset;
  }

  override async declareUploadLength(_id: string, size: number): Promise<void> {
    if (!(await this.tools.received.declareSize(this.record, size))) throw ERRORS.ERR_MAX_SIZE_EXCEEDED;
    this.record = { ...this.record, declaredSize: size, reservedBytes: size };
  }

  override async remove(): Promise<void> {
    this.record = await this.tools.termination.cancel(this.actor, this.record.id);
  }

  /** All bytes are recorded: the same completion as of every upload. Once it is complete, nothing changes. */
  async complete(): Promise<void> {
    const how = { by: actorId(this.actor), claims: {} };
    this.record = await this.tools.confirmation.complete(this.record, { etag: null }, how);
  }

  /** A process died after the last byte: before it was part of the file, or before the completion. */
  private async finish(isWhole: boolean): Promise<void> {
    if (!isWhole) await this.write(Readable.from([]));
    await this.complete();
  }
}

/** Of an upload that takes no more bytes: all of them, or why there are none. */
function wholeOf({ status, statusReason, declaredSize, size }: Upload): { size: number; offset: number } {
  if (status !== 'SCANNING' && status !== 'AVAILABLE') throw UploadErrors.gone(status, statusReason);
  const whole = declaredSize ?? size ?? 0;
  return { size: whole, offset: whole };
}
