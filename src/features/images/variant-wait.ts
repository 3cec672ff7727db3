import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

const LOOK_MS = 200;

/** Waits for variants that are being made. All requests for one picture share one wait, and its looks at the database. */
@Injectable()
export class VariantWait {
  /** No request is kept longer than this. */
  longestMs = 5_000;
  private readonly waits = new Map<string, Promise<unknown>>();

  /** What `look` finds in the end; `undefined` when it takes too long. */
  until<T>(id: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const shared = this.waits.get(id) as Promise<T | undefined> | undefined;
    if (shared) return shared;
    const wait = this.repeat(look).finally(() => this.waits.delete(id));
    this.waits.set(id, wait);
    return wait;
  }

  private async repeat<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
    const deadline = performance.now() + this.longestMs;
    do {
      await pause(LOOK_MS);
      const found = await look();
      if (found !== undefined) return found;
    } while (performance.now() < deadline);
    return undefined;
  }
}
