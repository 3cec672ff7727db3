import { propsOfPrototype } from './prop-registry.js';

/**
 * What a client is shown. One instance serves both protocols: GraphQL reads its properties, REST its JSON form,
 * in the face's own spelling. Only declared properties ever leave.
 */
export abstract class View {
  toJSON(): Record<string, unknown> {
    const json: Record<string, unknown> = {};
    const values = this as unknown as Record<string, unknown>;
    for (const prop of propsOfPrototype(Object.getPrototypeOf(this) as object)) {
      const value = values[prop.name];
      if (value !== undefined) json[prop.wire] = value;
      else if (!prop.optional) json[prop.wire] = null;
    }
    return json;
  }
}
