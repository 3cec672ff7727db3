import { propsOfPrototype } from './prop-registry.js';

const empty = new WeakMap<object, Record<string, unknown>>();

/**
 * The JSON form of a view without values. Its copies have one shape for all answers of a class: an object that grows by forty
 * properties, one after the other, costs several times as much.
 */
function emptyOf(prototype: object): Record<string, unknown> {
  let json = empty.get(prototype);
  if (!json) {
    const entries = propsOfPrototype(prototype).map(({ wire, optional }) => [wire, optional ? undefined : null]);
    empty.set(prototype, (json = Object.fromEntries(entries) as Record<string, unknown>));
  }
  return json;
}

/**
 * The response form of a domain object. One instance serves both protocols: GraphQL reads its properties, REST its JSON
 * form, each in its own spelling. Only declared properties are sent.
 */
export abstract class View {
  #withheld?: Set<string>;

  /** An optional property without a value is undefined: JSON leaves it out. */
  toJSON(): Record<string, unknown> {
    const prototype = Object.getPrototypeOf(this) as object;
    const json = { ...emptyOf(prototype) };
    const values = this as unknown as Record<string, unknown>;
    for (const { name, wire } of propsOfPrototype(prototype)) {
      const value = this.#withheld?.has(name) ? undefined : values[name];
      if (value !== undefined) json[wire] = value;
    }
    return json;
  }

  /** Removes the value of a property: JSON has null in its place, and reading it throws. */
  protected withhold(name: string, refusal: () => Error): void {
    const get = () => {
      throw refusal();
    };
    Object.defineProperty(this, name, { get, enumerable: false });
    this.#withheld = (this.#withheld ?? new Set()).add(name);
  }
}
