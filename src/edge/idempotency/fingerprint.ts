import { createHash } from 'node:crypto';

/** SHA-256 of a value whose members may stand in any order: the same request in another order is the same request. */
export function fingerprintOf(value: unknown): Buffer {
  return createHash('sha256').update(canonical(value)).digest();
}

/** The fingerprint of a body that is too large to be parsed before its route runs: taken while the route reads it. */
export class BodyFingerprint {
  private readonly bytes = createHash('sha256');
  private said: unknown;
  private result?: string;

  update(chunk: Buffer): void {
    this.bytes.update(chunk);
  }

  /** Everything the body says beside those bytes, in any order. */
  end(said: unknown): void {
    this.said = said;
  }

  /** In hex, once the body was read. */
  digest(): string {
    this.result ??= fingerprintOf({ said: this.said, bytes: this.bytes.digest('hex') }).toString('hex');
    return this.result;
  }
}

/** JSON with its members in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
