import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/**
 * A key for HMAC-SHA-256 (RFC 2104), made ready once. Its two hashes are calls that return their digest; `createHmac` makes a
 * stream for each text, which costs a create more than all else of its signature.
 */
export class HmacKey {
  private readonly inner: Buffer;
  private readonly outer: Buffer;

  constructor(key: Buffer) {
    const block = Buffer.alloc(BLOCK_BYTES);
    (key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key).copy(block);
    this.inner = Buffer.from(block.map((byte) => byte ^ 0x36));
    this.outer = Buffer.concat([block.map((byte) => byte ^ 0x5c)], BLOCK_BYTES + DIGEST_BYTES);
  }

  /** The code of a text, in hex. */
  sign(text: string): string {
    hash('sha256', Buffer.concat([this.inner, Buffer.from(text)]), 'buffer').copy(this.outer, BLOCK_BYTES);
    return hash('sha256', this.outer);
  }
}
