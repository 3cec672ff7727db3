import type { RandomAccess } from '../malware-scanner/malware-scanner.js';

/** A detection needed more reads than are allowed. */
export class DetectionLimitError extends Error {
  constructor() {
    super('The type detection reads no further.');
    this.name = 'DetectionLimitError';
  }
}

/** The reads of one detection, limited in number and bytes whatever offsets the file contains. */
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

  get held(): Buffer | undefined {
    return this.access.held;
  }

  async read(start: number, end: number): ReturnType<RandomAccess['read']> {
    this.reads += 1;
    this.bytes += end - start + 1;
    if (this.reads > this.limits.reads || this.bytes > this.limits.bytes) throw new DetectionLimitError();
    return this.access.read(start, end);
  }
}
