import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { TemporaryFiles } from '../../../platform/temporary-files/temporary-files.js';
import { Slabs } from '../../../platform/memory/slabs.js';
import { USUAL_PART_BYTES } from '../domain/multipart-plan.js';
import { UploadErrors } from '../domain/upload.errors.js';
import { DiskPartBuffer, MemoryPartBuffer, type PartBuffer } from './part-buffer.js';
import { SpoolBudget } from './spool-budget.js';

/** 32 MiB for all streamed uploads together: one sender at full speed uses three slabs. */
const SLABS = 4;
/** The share of the spool that one organization may use. */
const SHARE = 1 / 4;

/** Buffers for parts on their way to the store: in memory while there is some, on disk when many or slow senders hold it. */
@Injectable()
export class PartBuffers {
  private readonly slabs = new Slabs(USUAL_PART_BYTES, SLABS);
  private readonly spool: SpoolBudget;

  constructor(
    private readonly temporary: TemporaryFiles,
    config: Config,
  ) {
    const most = Math.ceil(config.get('FILES_UPLOAD_SPOOL_BYTES') / USUAL_PART_BYTES);
    this.spool = new SpoolBudget(most, Math.ceil(most * SHARE));
  }

  /** An empty buffer for one part of an upload of this organization. */
  async take(organizationId: string): Promise<PartBuffer> {
    const slab = this.slabs.take();
    if (slab) return new MemoryPartBuffer(slab, this.slabs);
    const giveBack = this.spool.take(organizationId);
    if (!giveBack) throw UploadErrors.spoolFull();
    try {
      return new DiskPartBuffer(await this.temporary.scratch(), giveBack);
    } catch (error) {
      giveBack();
      throw error;
    }
  }
}
