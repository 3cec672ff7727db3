import DataLoader from 'dataloader';
import type { Execution } from './execution.js';

/**
 * What the fields of one execution ask for, gathered and read at once: a list costs as many statements as one item.
 * Nothing is kept: the mutations of a document, and the events of a subscription, each see what is there by then.
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

  /** In the order of the keys, of which some may be equal. An error stands for its own item; one thrown, for all. */
  protected abstract readAll(execution: Execution, keys: readonly Key[]): Promise<(Value | Error)[]>;
}
