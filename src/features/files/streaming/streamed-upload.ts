import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { type ObjectInfo, ObjectStore } from '../../../platform/object-store/object-store.js';
import type { Actor } from '../../../shared/actor.js';
import type { Bucket } from '../../buckets/index.js';
import {
  type AnnouncedFile,
  type NewUpload,
  type OpenStreamedUpload,
  type PartBuffer,
  PartBuffers,
  PartSender,
  stagingKey,
  type StreamedFile,
  StreamedUploadsService,
  type Upload,
  USUAL_PART_BYTES,
} from '../../uploads/index.js';

@Injectable()
export class StreamedUploadFactory {
  /** Between two signs of life. */
  readonly aliveMs: number;

  constructor(
    readonly store: ObjectStore,
    readonly buffers: PartBuffers,
    readonly records: StreamedUploadsService,
    readonly faults: FaultPoints,
    config: Config,
  ) {
    this.aliveMs = config.get('FILES_UPLOAD_IDLE_SECONDS') * 1000;
  }

  /** `onEnded`: the record was ended from outside while bytes arrive. */
  begin(actor: Actor, onEnded: (error: Error) => void): StreamedUpload {
    return new StreamedUpload(actor, this, onEnded);
  }
}

/**
 * One streamed upload while its bytes arrive: its record is opened before the first byte is kept and kept alive; its
 * parts go to the store; it ends completed or abandoned.
 */
export class StreamedUpload {
  readonly sender: PartSender;
  private opened: Promise<OpenStreamedUpload> | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private readonly stop = new AbortController();

  constructor(
    private readonly actor: Actor,
    private readonly tools: StreamedUploadFactory,
    private readonly onEnded: (error: Error) => void,
  ) {
    const take = () => tools.buffers.take(actor.organizationId);
    const send = (partNumber: number, part: PartBuffer) => this.send(partNumber, part);
    this.sender = new PartSender({ partBytes: USUAL_PART_BYTES, take, send });
  }

  /** Opens the record and its session. Resolves to the number of bytes that are reserved. */
  async open(announced: AnnouncedFile, maxBytes: number): Promise<number> {
    this.opened = this.tools.records.open(this.actor, announced, maxBytes);
    const opened = await this.opened;
    this.heartbeat = setInterval(() => void this.keepAlive(opened), this.tools.aliveMs);
    return opened.record.reservedBytes;
  }

  /** The final record of all bytes that were sent. Refuses what the bucket does not take. */
  async plan(bucket: Bucket, file: StreamedFile): Promise<NewUpload> {
    return this.tools.records.plan(this.actor, await this.opened!, bucket, { ...file, size: this.sender.size });
  }

  /** Sends the rest and makes one object of all parts. */
  async assemble(): Promise<ObjectInfo> {
    const { record } = await this.opened!;
    const parts = await this.sender.finish();
    const object = await this.tools.store.completeMultipart(stagingKey(record), record.multipartId, parts);
    await this.tools.faults.reached('streamed-upload.assembled');
    return object;
  }

  async complete(final: NewUpload, object: ObjectInfo): Promise<Upload> {
    const completed = await this.tools.records.complete(this.actor, await this.opened!, final, object);
    await this.tools.faults.reached('streamed-upload.completed');
    return completed;
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    this.stop.abort();
    const opened = await this.opened?.catch(() => undefined);
    if (opened) await this.tools.records.abandon(this.actor, opened.record);
  }

  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.sender.close();
  }

  /** Goes on when the database is away for a moment, ends when the record has ended. */
  private async keepAlive(opened: OpenStreamedUpload): Promise<void> {
    try {
      await this.tools.records.keepAlive(this.actor, opened);
    } catch (error) {
      if ((error as { kind?: string }).kind === 'gone') this.onEnded(error as Error);
    }
  }

  private async send(partNumber: number, part: PartBuffer) {
    const { record } = await this.opened!;
    const { signal } = this.stop;
    const target = { key: stagingKey(record), uploadId: record.multipartId, partNumber };
    const sent = await this.tools.store.putPart({ ...target, body: await part.read(), size: part.size, signal });
    await this.tools.faults.reached('streamed-upload.part-sent');
    return sent;
  }
}
