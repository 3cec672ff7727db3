import type { CageFrame } from '../../cage/cage.js';
import { ArchiveError } from '../archive-error.js';
import type { Declared } from './open-archive.program.js';

/** An archive that a caged process expands: its members one after the other. What the process sends is checked. */
export class OpenedArchive {
  private held: CageFrame | undefined;

  constructor(private readonly frames: AsyncGenerator<CageFrame>) {}

  /** Comes first, before anything is expanded. */
  async declared(): Promise<Declared> {
    const frame = await this.next();
    const { declares } = (frame?.kind === 'message' ? frame.value : undefined) as { declares?: Partial<Declared> };
    const { members, bytes, end } = declares ?? {};
    if (!isCount(members) || !isCount(bytes) || !isCount(end))
      throw new ArchiveError('unreadable', 'The archive was not listed.');
    return { members, bytes, end };
  }

  /** Each must be read to its end before the next one. Ends with an ArchiveError when not all could be expanded. */
  async *members(): AsyncGenerator<AsyncIterable<Buffer>> {
    for (this.held = await this.next(); this.held; this.held ??= await this.next()) {
      if (this.held.kind === 'message') this.held = undefined;
      yield this.content();
    }
  }

  /** Ends the process. */
  async close(): Promise<void> {
    await this.frames.return(undefined);
  }

  private async *content(): AsyncGenerator<Buffer> {
    for (let frame = this.held ?? (await this.next()); frame; frame = await this.next()) {
      this.held = frame;
      if (frame.kind === 'message') return;
      yield frame.bytes;
      this.held = undefined;
    }
    this.held = undefined;
  }

  private async next(): Promise<CageFrame | undefined> {
    const { done, value } = await this.frames.next();
    return done ? undefined : value;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
