/** Replaces functions of an object for good, by one that throws. */
export function deny(owner: object, names: readonly PropertyKey[], what: string): void {
  replace(owner, names, () => {
    throw Object.assign(new Error(`${what} is not available in a cage`), { code: 'ERR_ACCESS_DENIED' });
  });
}

/** Replaces functions for good. What cannot be replaced is a defect of the caller, and throws. */
export function replace(owner: object, names: readonly PropertyKey[], value: () => unknown): void {
  for (const name of names)
    if (name in owner) Object.defineProperty(owner, name, { value, writable: false, configurable: false });
}

/** All functions that an object has of its own, but its constructor. */
export function methodsOf(owner: object): PropertyKey[] {
  return Reflect.ownKeys(owner).filter((name) => {
    const value: unknown = Object.getOwnPropertyDescriptor(owner, name)?.value;
    return name !== 'constructor' && typeof value === 'function';
  });
}
