import { inPart, isTracing } from '../tracing/trace.js';
import type { ObjectStore } from './object-store.js';

/** The store with a span for each call that is a part of another one, in a process that traces. Names of methods, no keys. */
export function tracedStore(store: ObjectStore): ObjectStore {
  if (!isTracing()) return store;
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const method = value as (...given: unknown[]) => unknown;
      return (...given: unknown[]) =>
        inPart(`store ${String(name)}`, { kind: 'client' }, () => method.apply(target, given));
    },
  });
}
