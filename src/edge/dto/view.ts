import { propsOfPrototype } from './prop-registry.js';

/**
 * The response form of a domain object. One instance serves both protocols: GraphQL reads its properties, REST its JSON
 * form, each in its own spelling. Only declared properties are sent.
 */
export abstract class View {
  #withheld?: Set<string>;

  toJSON(): Record<string, unknown> {
    const json: Record<string, unknown> = {};
    const values = this as unknown as Record<string, unknown>;
    for (const prop of propsOfPrototype(Object.getPrototypeOf(this) as object)) {
      const value = this.#withheld?.has(prop.name) ? undefined : values[prop.name];
      if (value !== undefined) json[prop.wire] = value;
      else if (!prop.optional) json[prop.wire] = null;
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
