import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { TemporaryFiles } from '../../../platform/malware-scanner/temporary-files.js';
import { ObjectStore } from '../../../platform/object-store/object-store.js';
import type { Actor } from '../../../shared/actor.js';
import type { Bucket } from '../../buckets/index.js';
import {
  type OpenedUpload,
  type StreamedFile,
  StreamedUploadsService,
  type StreamedWhole,
  type Upload,
} from '../../uploads/index.js';
import { StagedStream } from './staged-stream.js';

/** Makes the way of one body into staging, and ends it where uploads go on by themselves. */
@Injectable()
export class StreamFactory {
  constructor(
    private readonly store: ObjectStore,
    private readonly temporary: TemporaryFiles,
    private readonly streamed: StreamedUploadsService,
    private readonly faults: FaultPoints,
    private readonly config: Config,
  ) {}

  begin(actor: Actor, ended: (error: Error) => void): Promise<StagedStream> {
    const { store, temporary, streamed, faults } = this;
    const aliveMs = this.config.get('FILES_UPLOAD_IDLE_SECONDS') * 1000;
    return StagedStream.begin(actor, { store, temporary, streamed, faults, aliveMs }, ended);
  }

  /** Refuses what would have been refused, had everything been said before. */
  check(actor: Actor, bucket: Bucket, file: StreamedFile, size: number): Promise<void> {
    return this.streamed.check(actor, bucket, file, size);
  }

  async complete(actor: Actor, upload: OpenedUpload, whole: StreamedWhole): Promise<Upload> {
    const completed = await this.streamed.complete(actor, upload, whole);
    await this.faults.reached('stream.completed');
    return completed;
  }
}
