import { setTimeout as pause } from 'node:timers/promises';
import { StreamGarbage } from '../../../platform/memory/stream-garbage.js';
import type { UploadedPart } from '../../../platform/object-store/object-store.js';
import { DETECTION_HEAD_BYTES } from '../../../platform/type-detection/type-detector.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import type { PartBuffer } from './part-buffer.js';

/** Parts under way while another fills: one waits for the store’s disk, the next is sent. */
const PARTS_UNDER_WAY = 2;
const ATTEMPTS = 3;
const RETRY_MS = 200;

export interface PartTools {
  partBytes: number;
  take: () => Promise<PartBuffer>;
  send: (partNumber: number, part: PartBuffer) => Promise<UploadedPart>;
}

/**
 * Cuts bytes into parts of one size. One part fills while those before it are sent to the store; each has a length and can
 * be sent again. Nothing is sent before a second part begins.
 */
export class PartSender {
  private readonly parts: UploadedPart[] = [];
  size = 0;
  private readonly headChunks: Buffer[] = [];
  private readonly garbage = new StreamGarbage();
  private sent = 0;
  private readonly underWay = new Set<Promise<void>>();
  private readonly all = new Set<PartBuffer>();
  private readonly free: PartBuffer[] = [];
  private readonly spoiled = new Set<PartBuffer>();
  private failure: unknown;
  private filling: PartBuffer | undefined;

  constructor(private readonly tools: PartTools) {}

  /** The first bytes, for type detection. */
  get head(): Buffer {
    return Buffer.concat(this.headChunks).subarray(0, DETECTION_HEAD_BYTES);
  }

  /** Returns a promise when the source has to wait; until it resolves, `write` must not be called again. */
  write(chunk: Buffer): Promise<void> | undefined {
    if (this.size < DETECTION_HEAD_BYTES) this.headChunks.push(chunk);
    this.size += chunk.length;
    this.garbage.count(chunk);
    const { filling } = this;
    return filling && chunk.length <= this.roomIn(filling) ? filling.write(chunk) : this.writeAcross(chunk);
  }

  /** All bytes, if they fit in one part that was not sent yet. */
  async whole(): Promise<PartBuffer | null> {
    return this.sent === 0 ? (this.filling ??= await this.empty()) : null;
  }

  /** Waits for the parts under way. Resolves to the bytes after them, which were not sent. */
  async rest(): Promise<PartBuffer | undefined> {
    await Promise.all(this.underWay);
    if (this.failure) throw this.failure;
    return this.filling;
  }

  /** Sends the rest. Resolves to all parts in order. */
  async finish(): Promise<UploadedPart[]> {
    if (this.filling) this.begin(this.filling);
    await Promise.all(this.underWay);
    if (this.failure) throw this.failure;
    return this.parts.sort((a, b) => a.partNumber - b.partNumber);
  }

  /** Waits for the parts under way, however they end, and releases memory and disk. */
  async close(): Promise<void> {
    await Promise.allSettled(this.underWay);
    await Promise.all([...this.all].map((part) => part.close(false)));
  }

  private roomIn(part: PartBuffer): number {
    return this.tools.partBytes - part.size;
  }

  private async writeAcross(chunk: Buffer): Promise<void> {
    for (let rest = chunk; rest.length > 0;) {
      const filling = await this.withRoom();
      const now = rest.subarray(0, this.roomIn(filling));
      rest = rest.subarray(now.length);
      await filling.write(now);
    }
  }

  /** The part to fill. A full one is sent first; at most one more than may be under way is held. */
  private async withRoom(): Promise<PartBuffer> {
    if (this.filling && this.roomIn(this.filling) === 0) {
      this.begin(this.filling);
      this.filling = undefined;
    }
    while (!this.filling && this.underWay.size > PARTS_UNDER_WAY && !this.failure) await Promise.race(this.underWay);
    if (this.failure) throw this.failure;
    return (this.filling ??= await this.empty());
  }

  private async empty(): Promise<PartBuffer> {
    const part = this.free.pop() ?? (await this.tools.take());
    this.all.add(part);
    part.rewind();
    return part;
  }

  private begin(full: PartBuffer): void {
    const sending = this.sendWithRetries((this.sent += 1), full)
      .catch((error: unknown) => void (this.failure ??= error))
      .finally(() => {
        this.underWay.delete(sending);
        if (!this.spoiled.has(full)) return void this.free.push(full);
        this.all.delete(full);
        return full.close(true);
      });
    this.underWay.add(sending);
  }

  private async sendWithRetries(partNumber: number, part: PartBuffer): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.parts.push(await this.tools.send(partNumber, part));
        return;
      } catch (error) {
        this.spoiled.add(part);
        if (attempt === ATTEMPTS || !isPassing(error)) throw error;
        await pause(RETRY_MS * attempt);
      }
    }
  }
}

const isPassing = (error: unknown) => error instanceof DomainError && error.code === 'STORAGE_UNAVAILABLE';
