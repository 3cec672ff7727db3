/** Memory that bodies pass through in large pieces: a fixed amount for the whole process, made when first needed. */
export class Slabs {
  private readonly free: Buffer[] = [];
  private made = 0;

  constructor(
    private readonly bytes: number,
    private readonly most: number,
  ) {}

  /** `null` when all are taken. Its content is undefined: write before you read. */
  take(): Buffer | null {
    const slab = this.free.pop();
    if (slab) return slab;
    if (this.made === this.most) return null;
    this.made += 1;
    return Buffer.allocUnsafeSlow(this.bytes);
  }

  give(slab: Buffer): void {
    this.free.push(slab);
  }

  /** Instead of giving back one that may still be read: another is made in its place. */
  forget(): void {
    this.made -= 1;
  }
}
