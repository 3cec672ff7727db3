import pg from 'pg';
import type { INestApplicationContext } from '@nestjs/common';
import { MalwareScanner } from '../../src/platform/malware-scanner/malware-scanner.js';
import { ObjectStore } from '../../src/platform/object-store/object-store.js';

/** The calls that a request caused. */
export interface Calls {
  statements: number;
  store: number;
  scanner: number;
}

type Method = (...args: unknown[]) => unknown;

/** The last use of a key is written at intervals, so it is not counted. */
const NOTED_ASIDE = /api_keys/;
const ANY = /./;

const textOf = (query: unknown) => (typeof query === 'string' ? query : String((query as { text?: string })?.text));

/** Counts the calls of this process to its database, store and scanner. */
export class CallCounts {
  private calls: Calls = { statements: 0, store: 0, scanner: 0 };
  private counted = ANY;
  private readonly undo: (() => void)[] = [];

  constructor(app: INestApplicationContext) {
    const store = app.get(ObjectStore, { strict: false });
    for (const name of ['head', 'get', 'listParts', 'createMultipart', 'listMultiparts'])
      this.count(store, name, () => this.calls.store++);
    this.count(app.get(MalwareScanner, { strict: false }), 'ping', () => this.calls.scanner++);
    this.count(pg.Client.prototype, 'query', (query) => {
      const text = textOf(query);
      if (this.counted.test(text) && !NOTED_ASIDE.test(text)) this.calls.statements++;
    });
  }

  /** Only these statements are counted: where `work` waits, the process has others of its own meanwhile. */
  async during(work: () => Promise<unknown>, statements = ANY): Promise<Calls> {
    this.calls = { statements: 0, store: 0, scanner: 0 };
    this.counted = statements;
    await work();
    return this.calls;
  }

  stop(): void {
    for (const restore of this.undo) restore();
  }

  private count(target: object, name: string, note: (first: unknown) => void): void {
    const owner = target as Record<string, Method>;
    const original = owner[name]!;
    owner[name] = function (this: unknown, ...args) {
      note(args[0]);
      return original.apply(this, args);
    };
    this.undo.push(() => (owner[name] = original));
  }
}
