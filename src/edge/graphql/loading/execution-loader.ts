import DataLoader from 'dataloader';
import type { Execution } from './execution.js';

/**
 * A DataLoader per execution: the fields of a list are read with as many statements as those of one item. Without a
 * cache, because the mutations of a document and the events of a subscription must each read the current state.
 */
export abstract class ExecutionLoader<Key, Value> {
  private readonly loaders = new WeakMap<Execution, DataLoader<Key, Value>>();

  load(execution: Execution, key: Key): Promise<Value> {
    let loader = this.loaders.get(execution);
    if (!loader) {
      loader = new DataLoader((keys: readonly Key[]) => this.readAll(execution, keys), { cache: false });
      this.loaders.set(execution, loader);
    }
    return loader.load(key);
  }

  /** Values in the order of the keys, which may repeat. A returned error fails its own item, a thrown one all of them. */
  protected abstract readAll(execution: Execution, keys: readonly Key[]): Promise<(Value | Error)[]>;
}
