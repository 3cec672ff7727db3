import type { Extracted } from './text-extractor.js';

const STEP = 0.01;

/** Reports a share once it grew by a hundredth, so that a document costs a hundred reports at most. */
export class Progress {
  private reported = 0;

  /** Nothing, or the one report that is due. */
  *at(share: number): Generator<Extracted> {
    if (share < this.reported + STEP) return;
    this.reported = Math.min(1, share);
    yield { kind: 'progress', share: this.reported };
  }
}
