import { Injectable } from '@nestjs/common';
import { TemporaryFiles } from '../../../platform/malware-scanner/temporary-files.js';
import { Slabs } from '../../../platform/memory/slabs.js';
import { USUAL_PART_BYTES } from '../../uploads/index.js';
import { MemoryPiece, type Piece } from './piece.js';

/** 32 MiB for all bodies together: one sender at full speed uses three. */
const SLABS = 4;

/** Where parts wait for the store: in memory while there is some, on disk when many or slow senders hold it. */
@Injectable()
export class Pieces {
  private readonly slabs = new Slabs(USUAL_PART_BYTES, SLABS);

  constructor(private readonly temporary: TemporaryFiles) {}

  /** Empty, for one part. */
  async take(): Promise<Piece> {
    const slab = this.slabs.take();
    return slab ? new MemoryPiece(slab, this.slabs) : this.temporary.scratch();
  }
}
