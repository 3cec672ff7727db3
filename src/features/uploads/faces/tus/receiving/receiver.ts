import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../../../config/config.js';
import { FaultPoints } from '../../../../../platform/faults/fault-points.js';
import { ObjectStore } from '../../../../../platform/object-store/object-store.js';
import type { Actor } from '../../../../../shared/actor.js';
import { offsetOf } from '../../../domain/received-bytes.js';
import { graceSeconds } from '../../../domain/upload-deadline.js';
import { UploadErrors } from '../../../domain/upload.errors.js';
import type { Upload } from '../../../domain/upload.js';
import { MultipartOpener, type OpenedUpload } from '../../../multipart/multipart-opener.js';
import { ReceivedBytesRepository, type WriteLock } from '../../../records/received-bytes.repository.js';
import { UploadsRepository } from '../../../records/uploads.repository.js';
import { PartBuffers } from '../../../streaming/part-buffers.js';
import { Receiving, type ReceivingTools } from './receiving.js';

/** Signs of life in the time after which an upload without any expires. */
const SIGNS_OF_LIFE = 4;

/** Takes the bytes of requests: opens an upload's session with the first of them, and keeps it from expiring meanwhile. */
@Injectable()
export class Receiver implements ReceivingTools {
  /** Seconds that an upload may pause. */
  readonly lifeSeconds: number;

  constructor(
    readonly store: ObjectStore,
    readonly buffers: PartBuffers,
    readonly received: ReceivedBytesRepository,
    readonly faults: FaultPoints,
    private readonly sessions: MultipartOpener,
    private readonly uploads: UploadsRepository,
    config: Config,
  ) {
    this.lifeSeconds = config.get('TUS_EXPIRY_SECONDS');
  }

  /** Resolves to the upload as it is then, and its new offset. Bytes that arrived before a failure may be kept. */
  async receive(
    actor: Actor,
    upload: Upload,
    lock: WriteLock,
    source: Readable,
  ): Promise<{ upload: Upload; offset: number }> {
    const opened = await this.sessions.open(actor, upload);
    const now = await this.keepAlive(actor, opened);
    const before = await this.received.find(opened);
    const alive = setInterval(
      () => void this.keepAlive(actor, opened).catch(() => undefined),
      (this.lifeSeconds * 1_000) / SIGNS_OF_LIFE,
    );
    try {
      await new Receiving(this, opened, lock, before).take(source);
    } finally {
      clearInterval(alive);
    }
    return { upload: now, offset: offsetOf(await this.received.find(opened)) };
  }

  private async keepAlive(actor: Actor, { id, reservedBytes }: OpenedUpload): Promise<Upload> {
    const renewable = { id, status: 'UPLOADING' } as const;
    const kept = await this.uploads.renewUrl(actor, renewable, this.lifeSeconds, graceSeconds(reservedBytes));
    if (!kept) throw UploadErrors.gone('CANCELED', null);
    return kept;
  }
}
