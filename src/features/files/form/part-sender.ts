import { setTimeout as pause } from 'node:timers/promises';
import type { ScratchFile } from '../../../platform/malware-scanner/scratch-file.js';
import { StreamGarbage } from '../../../platform/memory/stream-garbage.js';
import type { UploadedPart } from '../../../platform/object-store/object-store.js';
import { DETECTION_HEAD_BYTES } from '../../../platform/type-detection/type-detector.js';
import { DomainError } from '../../../shared/errors/domain-error.js';

/** Written to disk at once. */
const BATCH_BYTES = 512 * 1024;
const ATTEMPTS = 3;
const RETRY_MS = 200;

export type SendPart = (partNumber: number, piece: ScratchFile) => Promise<UploadedPart>;

/**
 * Cuts bytes into parts of one size. A part fills a scratch file while the one before is on its way to the store, so
 * that neither its length nor a second attempt needs memory. Nothing is sent before a second part begins.
 */
export class PartSender {
  readonly parts: UploadedPart[] = [];
  size = 0;
  private readonly headChunks: Buffer[] = [];
  private readonly garbage = new StreamGarbage();
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private sent = 0;
  private sending: Promise<unknown> = Promise.resolve();

  constructor(
    private filling: ScratchFile,
    private spare: ScratchFile,
    private readonly partBytes: number,
    private readonly send: SendPart,
  ) {}

  /** The first bytes, which tell a type. */
  get head(): Buffer {
    return Buffer.concat(this.headChunks).subarray(0, DETECTION_HEAD_BYTES);
  }

  async write(chunk: Buffer): Promise<void> {
    if (this.size < DETECTION_HEAD_BYTES) this.headChunks.push(chunk);
    this.size += chunk.length;
    for (let rest = chunk; rest.length > 0;) {
      if (this.room() === 0) await this.sendFilled();
      const piece = rest.subarray(0, this.room());
      rest = rest.subarray(piece.length);
      this.pending.push(piece);
      this.pendingBytes += piece.length;
      if (this.pendingBytes >= BATCH_BYTES) await this.flush();
    }
    this.garbage.count(chunk);
  }

  /** All bytes, if they are few enough to be in one part; nothing of them was sent yet. */
  async whole(): Promise<ScratchFile | null> {
    await this.flush();
    return this.sent === 0 ? this.filling : null;
  }

  /** Sends the rest. */
  async finish(): Promise<UploadedPart[]> {
    await this.sendFilled();
    await this.sending;
    return this.parts;
  }

  /** Waits for what is under way, however it ends, and gives the disk back. */
  async close(): Promise<void> {
    await this.sending.catch(() => undefined);
    await Promise.all([this.filling.close(), this.spare.close()]);
  }

  private room(): number {
    return this.partBytes - this.filling.size - this.pendingBytes;
  }

  private async flush(): Promise<void> {
    const chunks = this.pending;
    this.pending = [];
    this.pendingBytes = 0;
    if (chunks.length) await this.filling.write(chunks);
  }

  /** One part is on its way at a time: the next waits for it, and the sender of the bytes with it. */
  private async sendFilled(): Promise<void> {
    await this.flush();
    await this.sending;
    const [full, empty] = [this.filling, this.spare];
    empty.rewind();
    [this.filling, this.spare] = [empty, full];
    this.sending = this.sendPatiently((this.sent += 1), full);
    this.sending.catch(() => undefined);
  }

  private async sendPatiently(partNumber: number, piece: ScratchFile): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.parts.push(await this.send(partNumber, piece));
        return;
      } catch (error) {
        if (attempt === ATTEMPTS || !isPassing(error)) throw error;
        await pause(RETRY_MS * attempt);
      }
    }
  }
}

const isPassing = (error: unknown) => error instanceof DomainError && error.code === 'STORAGE_UNAVAILABLE';
