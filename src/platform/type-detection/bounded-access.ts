import type { RandomAccess } from '../malware-scanner/malware-scanner.js';

/** A detector asked for more than an answer is worth. */
export class DetectionLimitError extends Error {
  constructor() {
    super('The type detection reads no further.');
    this.name = 'DetectionLimitError';
  }
}

/** Reads of one detection: so many and no more, however the bytes point a detector around. */
export class BoundedAccess implements RandomAccess {
  private reads = 0;
  private bytes = 0;

  constructor(
    private readonly access: RandomAccess,
    private readonly limits: { reads: number; bytes: number },
  ) {}

  get size(): number {
    return this.access.size;
  }

  async read(start: number, end: number): ReturnType<RandomAccess['read']> {
    this.reads += 1;
    this.bytes += end - start + 1;
    if (this.reads > this.limits.reads || this.bytes > this.limits.bytes) throw new DetectionLimitError();
    return this.access.read(start, end);
  }
}
