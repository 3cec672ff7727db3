/** Keeps the files of a replaced object until its last reader has finished. */
export class ReadLeases {
  private readonly readers = new Map<string, number>();
  private readonly retired = new Map<string, () => Promise<void>>();

  /** Adds a reader; the caller calls the returned function once. `null` when the files are being removed. */
  acquire(id: string): (() => Promise<void>) | null {
    if (this.retired.has(id)) return null;
    this.readers.set(id, (this.readers.get(id) ?? 0) + 1);
    return () => this.release(id);
  }

  /** Removes an object's files now, or after the last reader. */
  async retire(id: string, remove: () => Promise<void>): Promise<void> {
    this.retired.set(id, remove);
    if (!this.readers.has(id)) await this.remove(id);
  }

  private async release(id: string): Promise<void> {
    const left = (this.readers.get(id) ?? 1) - 1;
    if (left > 0) {
      this.readers.set(id, left);
      return;
    }
    this.readers.delete(id);
    await this.remove(id);
  }

  private async remove(id: string): Promise<void> {
    await this.retired.get(id)?.();
    this.retired.delete(id);
  }
}
