import { setTimeout as pause } from 'node:timers/promises';
import { StreamGarbage } from '../../../platform/memory/stream-garbage.js';
import type { UploadedPart } from '../../../platform/object-store/object-store.js';
import { DETECTION_HEAD_BYTES } from '../../../platform/type-detection/type-detector.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import type { PartBuffer } from './part-buffer.js';

/** While another fills. One waits for the store’s disk, the next is sent. */
const PARTS_UNDER_WAY = 2;
const ATTEMPTS = 3;
const RETRY_MS = 200;

export interface PartTools {
  partBytes: number;
  take: () => Promise<PartBuffer>;
  send: (partNumber: number, piece: PartBuffer) => Promise<UploadedPart>;
}

/**
 * Cuts bytes into parts of one size. One piece fills while those before are on their way to the store; each has a length
 * and can be sent again. Nothing is sent before a second part begins.
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

  /** The first bytes, which tell a type. */
  get head(): Buffer {
    return Buffer.concat(this.headChunks).subarray(0, DETECTION_HEAD_BYTES);
  }

  /** A promise when the sender of the bytes has to wait; until then it must not be called again. */
  write(chunk: Buffer): Promise<void> | undefined {
    if (this.size < DETECTION_HEAD_BYTES) this.headChunks.push(chunk);
    this.size += chunk.length;
    this.garbage.count(chunk);
    const { filling } = this;
    return filling && chunk.length <= this.roomIn(filling) ? filling.write(chunk) : this.writeAcross(chunk);
  }

  /** All bytes, if they are few enough to be in one part; nothing of them was sent yet. */
  async whole(): Promise<PartBuffer | null> {
    return this.sent === 0 ? (this.filling ??= await this.empty()) : null;
  }

  /** Sends the rest; all parts in their order. */
  async finish(): Promise<UploadedPart[]> {
    if (this.filling) this.begin(this.filling);
    await Promise.all(this.underWay);
    if (this.failure) throw this.failure;
    return this.parts.sort((a, b) => a.partNumber - b.partNumber);
  }

  /** Waits for what is under way, however it ends, and gives memory and disk back. */
  async close(): Promise<void> {
    await Promise.allSettled(this.underWay);
    await Promise.all([...this.all].map((piece) => piece.close(false)));
  }

  private roomIn(piece: PartBuffer): number {
    return this.tools.partBytes - piece.size;
  }

  private async writeAcross(chunk: Buffer): Promise<void> {
    for (let rest = chunk; rest.length > 0;) {
      const filling = await this.withRoom();
      const now = rest.subarray(0, this.roomIn(filling));
      rest = rest.subarray(now.length);
      await filling.write(now);
    }
  }

  /** The piece to fill; a full one is sent. There is one more than may be under way while it fills. */
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
    const piece = this.free.pop() ?? (await this.tools.take());
    this.all.add(piece);
    piece.rewind();
    return piece;
  }

  private begin(full: PartBuffer): void {
    const sending = this.sendPatiently((this.sent += 1), full)
      .catch((error: unknown) => void (this.failure ??= error))
      .finally(() => {
        this.underWay.delete(sending);
        if (!this.spoiled.has(full)) return void this.free.push(full);
        this.all.delete(full);
        return full.close(true);
      });
    this.underWay.add(sending);
  }

  private async sendPatiently(partNumber: number, piece: PartBuffer): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.parts.push(await this.tools.send(partNumber, piece));
        return;
      } catch (error) {
        this.spoiled.add(piece);
        if (attempt === ATTEMPTS || !isPassing(error)) throw error;
        await pause(RETRY_MS * attempt);
      }
    }
  }
}

const isPassing = (error: unknown) => error instanceof DomainError && error.code === 'STORAGE_UNAVAILABLE';
