import type { Actor } from '../../../shared/actor.js';
import type { FaultPoints } from '../../../platform/faults/fault-points.js';
import { type ObjectInfo, ObjectStore } from '../../../platform/object-store/object-store.js';
import {
  type AnnouncedFile,
  type OpenedUpload,
  stagingKey,
  StreamedUploadsService,
  USUAL_PART_BYTES,
} from '../../uploads/index.js';
import { PartSender } from './part-sender.js';
import type { Piece } from './piece.js';
import type { Pieces } from './pieces.js';

export interface StreamTools {
  store: ObjectStore;
  pieces: Pieces;
  streamed: StreamedUploadsService;
  faults: FaultPoints;
  /** Between two signs of life. */
  aliveMs: number;
}

/** One body on its way into staging: its record is opened first, kept alive, and ended unless all went well. */
export class StagedStream {
  private upload: Promise<OpenedUpload> | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private readonly stop = new AbortController();

  constructor(
    private readonly actor: Actor,
    private readonly tools: StreamTools,
    /** Somebody ended the upload meanwhile. */
    private readonly ended: (error: Error) => void,
  ) {
    const { pieces } = tools;
    const send = (partNumber: number, piece: Piece) => this.send(partNumber, piece);
    this.sender = new PartSender({ partBytes: USUAL_PART_BYTES, take: () => pieces.take(actor.organizationId), send });
  }

  readonly sender: PartSender;

  /** The record, its reservation of `most` bytes and its session: before the first byte is kept. */
  open(said: AnnouncedFile, most: number): Promise<OpenedUpload> {
    this.upload = this.openNow(said, most);
    return this.upload;
  }

  /** Sends what is left and makes one object of all parts. */
  async assemble(): Promise<{ upload: OpenedUpload; object: ObjectInfo }> {
    const upload = await this.upload!;
    const parts = await this.sender.finish();
    const object = await this.tools.store.completeMultipart(stagingKey(upload), upload.multipartId, parts);
    await this.tools.faults.reached('stream.assembled');
    return { upload, object };
  }

  /** Nothing is left behind. */
  async abandon(): Promise<void> {
    this.stop.abort();
    const upload = await this.upload?.catch(() => undefined);
    if (upload) await this.tools.streamed.abandon(this.actor, upload);
  }

  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.sender.close();
  }

  private async openNow(said: AnnouncedFile, most: number): Promise<OpenedUpload> {
    const upload = await this.tools.streamed.open(this.actor, said, most);
    this.heartbeat = setInterval(() => void this.beat(upload), this.tools.aliveMs);
    return upload;
  }

  /** A database that is away for a moment is no end; an upload that is gone is. */
  private async beat(upload: OpenedUpload): Promise<void> {
    try {
      await this.tools.streamed.keepAlive(this.actor, upload);
    } catch (error) {
      if ((error as { kind?: string }).kind === 'gone') this.ended(error as Error);
    }
  }

  private async send(partNumber: number, piece: Piece) {
    const { multipartId: uploadId, ...upload } = await this.upload!;
    const { signal } = this.stop;
    const body = await piece.read();
    const part = { key: stagingKey(upload), uploadId, partNumber, body, size: piece.size, signal };
    const sent = await this.tools.store.putPart(part);
    await this.tools.faults.reached('stream.part-sent');
    return sent;
  }
}
