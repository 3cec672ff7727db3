import { createHash } from 'node:crypto';
import { canonical } from './idempotent-request.js';

/** What a request says whose body is too large to be looked at before it is taken: told while it passes. */
export class StreamFingerprint {
  private readonly bytes = createHash('sha256');
  private said: unknown;
  private whole?: string;

  update(chunk: Buffer): void {
    this.bytes.update(chunk);
  }

  /** Everything the request says beside those bytes, in whatever order it said it. */
  end(said: unknown): void {
    this.said = said;
  }

  /** Once everything was told. */
  digest(): string {
    this.whole ??= canonical({ said: this.said, bytes: this.bytes.digest('hex') });
    return createHash('sha256').update(this.whole).digest('hex');
  }
}
