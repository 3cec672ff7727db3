import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';

const MINUTE_MS = 60_000;

/** A credential and when it was used last. */
interface Used {
  id: string;
  lastUsedAt: Date | null;
}

/** Notes when credentials are used, to the minute. Their requests do not wait for it. */
@Injectable()
export class LastUses implements BeforeApplicationShutdown {
  private readonly logger = new Logger('LastUses');
  private readonly writing = new Set<Promise<void>>();

  /** `touch` writes the use. */
  note({ id, lastUsedAt }: Used, touch: (id: string) => Promise<void>): void {
    if (lastUsedAt && lastUsedAt.getTime() >= Date.now() - MINUTE_MS) return;
    const written: Promise<void> = touch(id)
      .catch((error: Error) => this.logger.warn(`The last use of ${id} was not noted: ${error.message}`))
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
  }

  /** Waits for what is still being written. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.writing);
  }
}
