/** Set by jest's environment (`scripts/jest`) to the path of the spec that runs. */
const SPEC = Symbol.for('airlock.spec');

/** A value that each spec gets anew: modules are shared by the specs that follow each other in one process. */
export function perSpec<T>(make: () => T): () => T {
  let last: { spec: unknown; value: T } | undefined;
  return () => {
    const spec = (globalThis as Record<symbol, unknown>)[SPEC];
    if (!last || last.spec !== spec) last = { spec, value: make() };
    return last.value;
  };
}
