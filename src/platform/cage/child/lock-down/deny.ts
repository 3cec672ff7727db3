/** Replaces functions of an object by one that throws. What cannot be replaced is a defect of this file, and throws. */
export function deny(owner: object, names: readonly PropertyKey[], what: string): void {
  for (const name of names) {
    if (!(name in owner)) continue;
    const refuse = function refuse(): never {
      throw Object.assign(new Error(`${what} is not available in a cage`), { code: 'ERR_ACCESS_DENIED' });
    };
    Object.defineProperty(owner, name, { value: refuse, writable: false, configurable: false });
  }
}

/** All functions that an object has of its own, but its constructor. */
export function methodsOf(owner: object): PropertyKey[] {
  return Reflect.ownKeys(owner).filter((name) => {
    const value: unknown = Object.getOwnPropertyDescriptor(owner, name)?.value;
    return name !== 'constructor' && typeof value === 'function';
  });
}
