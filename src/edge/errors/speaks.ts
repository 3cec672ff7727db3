import { inWords, type Words } from '../../shared/errors/words.js';

type Handler = (...args: unknown[]) => unknown;

/**
 * On a controller or resolver, above the other decorators: its refusals are written in the words of this API, although
 * the rules are those of uploads, which all APIs share.
 */
export function Speaks(words: Words): ClassDecorator {
  return ({ prototype }) => {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype as object))) {
      const handler: unknown = property.value;
      // The constructor has metadata too.
      if (name === 'constructor' || typeof handler !== 'function' || Reflect.getMetadataKeys(handler).length === 0)
        continue;
      Object.defineProperty(prototype, name, { ...property, value: speaking(handler as Handler, words) });
    }
  };
}

/** The same handler for the framework, with all that decorators said of it. */
function speaking(handler: Handler, words: Words): Handler {
  const spoken = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    try {
      return await handler.apply(this, args);
    } catch (error) {
      throw inWords(error, words);
    }
  };
  for (const key of Reflect.getMetadataKeys(handler))
    Reflect.defineMetadata(key, Reflect.getMetadata(key, handler), spoken);
  return Object.defineProperties(spoken, {
    name: { value: handler.name },
    length: { value: handler.length },
  });
}
