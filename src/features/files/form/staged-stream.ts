import type { Actor } from '../../../shared/actor.js';
import type { FaultPoints } from '../../../platform/faults/fault-points.js';
import type { ScratchFile } from '../../../platform/malware-scanner/scratch-file.js';
import { TemporaryFiles } from '../../../platform/malware-scanner/temporary-files.js';
import { type ObjectInfo, ObjectStore } from '../../../platform/object-store/object-store.js';
import {
  type AnnouncedFile,
  type OpenedUpload,
  stagingKey,
  StreamedUploadsService,
  USUAL_PART_BYTES,
} from '../../uploads/index.js';
import { PartSender } from './part-sender.js';

/** While one waits for the store’s disk, the next is sent. */
const PARTS_UNDER_WAY = 2;

export interface StreamTools {
  store: ObjectStore;
  temporary: TemporaryFiles;
  streamed: StreamedUploadsService;
  faults: FaultPoints;
  /** Between two signs of life. */
  aliveMs: number;
}

/** One body on its way into staging: its record is opened when it must be, kept alive, and ended unless all went well. */
export class StagedStream {
  private upload: Promise<OpenedUpload> | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private readonly stop = new AbortController();
  private opening: [said: AnnouncedFile, most: number] = [{}, Infinity];

  private constructor(
    private readonly actor: Actor,
    private readonly tools: StreamTools,
    /** Somebody ended the upload meanwhile. */
    private readonly ended: (error: Error) => void,
    private readonly makeSender: (stream: StagedStream) => PartSender,
  ) {
    this.sender = this.makeSender(this);
  }

  readonly sender: PartSender;

  static async begin(actor: Actor, tools: StreamTools, ended: (error: Error) => void): Promise<StagedStream> {
    const files: [ScratchFile, ...ScratchFile[]] = [await tools.temporary.scratch()];
    while (files.length <= PARTS_UNDER_WAY) files.push(await tools.temporary.scratch());
    const senderOf = (stream: StagedStream) =>
      new PartSender(files, USUAL_PART_BYTES, (partNumber, piece) => stream.send(partNumber, piece));
    return new StagedStream(actor, tools, ended, senderOf);
  }

  /** What the record will be opened with, when it must be. */
  announce(said: AnnouncedFile, most: number): void {
    this.opening = [said, most];
  }

  /** The record, its reservation and its session: opened once. */
  open(): Promise<OpenedUpload> {
    this.upload ??= this.openNow();
    return this.upload;
  }

  /** Sends what is left and makes one object of all parts. */
  async assemble(): Promise<{ upload: OpenedUpload; object: ObjectInfo }> {
    const upload = await this.open();
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

  private async openNow(): Promise<OpenedUpload> {
    const upload = await this.tools.streamed.open(this.actor, ...this.opening);
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

  private async send(partNumber: number, piece: ScratchFile) {
    const { multipartId: uploadId, ...upload } = await this.open();
    const { signal } = this.stop;
    const body = await piece.read();
    const part = { key: stagingKey(upload), uploadId, partNumber, body, size: piece.size, signal };
    const sent = await this.tools.store.putPart(part);
    await this.tools.faults.reached('stream.part-sent');
    return sent;
  }
}
