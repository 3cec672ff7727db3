import { setImmediate } from 'node:timers/promises';

/** A group under way that counts towards `concurrency`. */
interface Slot {
  /** When it no longer counts, in ms of `performance.now()`. */
  endsAt: number;
}

interface Waiting<Item, Result> {
  item: Item;
  answer: PromiseWithResolvers<Result>;
}

export interface GroupCommitOptions {
  /** Groups that are committed at the same time: while one waits for the disk, another computes. */
  concurrency: number;
  maxItems: number;
  /** A group that takes longer than this no longer counts towards `concurrency`, so that it does not block the others. */
  slotTimeoutMs: number;
  /**
   * While items meet, a group that is not full begins no sooner than this after the one before it began, so that more of
   * them share one. Items that come one after the other are never held up. 0: no pause.
   */
  paceMs?: number;
}

/**
 * Batches items into shared commits. An item that arrives while no group is being committed is sent at once, alone; items
 * that arrive while all slots are busy share the next round trip and its commit. Only items that follow a group of several, or
 * one that waited for another, wait for more to come, and no longer than `paceMs`.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  /** In the order in which they end. */
  private readonly slots = new Set<Slot>();
  /** When the next group may begin, in ms of `performance.now()`. */
  private opensAt = 0;
  /** An item came while no slot was free. */
  private haveWaited = false;
  private opening?: NodeJS.Timeout;
  /** Frees slots that are taken for too long; runs only while items wait for one. */
  private freeing?: NodeJS.Timeout;

  constructor(
    /** Returns one result per item, in their order; an error rejects all items of the group. */
    private readonly commit: (items: Item[]) => Promise<Result[]>,
    private readonly options: GroupCommitOptions,
  ) {}

  add(item: Item): Promise<Result> {
    const answer = Promise.withResolvers<Result>();
    this.waiting.push({ item, answer });
    this.haveWaited ||= !this.hasFreeSlot;
    this.sendGroups();
    return answer.promise;
  }

  private sendGroups(): void {
    while (this.waiting.length > 0 && this.hasFreeSlot && this.isOpen())
      void this.send(this.waiting.splice(0, this.options.maxItems));
    if (this.waiting.length > 0 && !this.hasFreeSlot) this.freeing ??= this.freeLater();
  }

  private get hasFreeSlot(): boolean {
    return this.slots.size < this.options.concurrency;
  }

  /** `false`: more may join the next group. It is sent when its time has come. */
  private isOpen(): boolean {
    const { paceMs = 0, maxItems } = this.options;
    const now = performance.now();
    if (now < this.opensAt && this.waiting.length < maxItems) {
      this.opening ??= setTimeout(() => this.open(), this.opensAt - now);
      return false;
    }
    const haveMet = this.waiting.length > 1 || this.haveWaited;
    this.opensAt = haveMet ? now + paceMs : 0;
    this.haveWaited = false;
    return true;
  }

  private open(): void {
    this.opening = undefined;
    this.opensAt = 0;
    this.sendGroups();
  }

  private async send(group: Waiting<Item, Result>[]): Promise<void> {
    const slot = { endsAt: performance.now() + this.options.slotTimeoutMs };
    this.slots.add(slot);
    try {
      const results = await this.commit(group.map(({ item }) => item));
      if (this.leave(slot)) await setImmediate();
      for (const [n, { answer }] of group.entries()) answer.resolve(results[n]!);
    } catch (error) {
      if (this.leave(slot)) await setImmediate();
      for (const { answer } of group) answer.reject(error as Error);
    }
  }

  /**
   * Whether the next group is sent now. Handling the answers of a group takes as long as a commit: they wait until the next one
   * is on its way.
   */
  private leave(slot: Slot): boolean {
    const hasNext = this.waiting.length > 0;
    if (this.slots.delete(slot)) this.sendGroups();
    return hasNext;
  }

  /** When the first slot has been taken for too long. A group that no item waits for makes no timer. */
  private freeLater(): NodeJS.Timeout {
    const [first] = this.slots;
    return setTimeout(() => this.free(), Math.max(0, first!.endsAt - performance.now())).unref();
  }

  private free(): void {
    this.freeing = undefined;
    const now = performance.now();
    for (const slot of this.slots) if (slot.endsAt <= now) this.slots.delete(slot);
    this.sendGroups();
  }
}
