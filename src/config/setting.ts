/** One environment variable: how its text becomes a value, what it is when unset, and what to tell people about it. */
export interface Setting<T> {
  parse(text: string): T;
  readonly fallback: T;
  readonly about: string;
  /** Never printed, not even in an error about its value. */
  readonly secret?: boolean;
}

interface Common<T> {
  about: string;
  fallback: T;
  secret?: boolean;
}

export function text<T extends string | undefined>(options: Common<T>): Setting<string | T> {
  return { ...options, parse: (value) => value };
}

/** A text that must look a certain way. */
export function shaped<T extends string | undefined>(
  options: Common<T> & { pattern: RegExp; shape: string },
): Setting<string | T> {
  const parse = (value: string) => {
    if (!options.pattern.test(value)) throw new Error(`must be ${options.shape}`);
    return value;
  };
  return { ...options, parse };
}

/** Texts with commas between; each may have to look a certain way. */
export function list(options: Common<string[]> & { pattern?: RegExp; shape?: string }): Setting<string[]> {
  const parse = (value: string) => {
    const items = value.split(',').map((item) => item.trim());
    const given = items.filter(Boolean);
    if (!given.every((item) => options.pattern?.test(item) ?? true))
      throw new Error(`must be a list of ${options.shape}`);
    return given;
  };
  return { ...options, parse };
}

export function integer<T extends number | undefined>(
  options: Common<T> & { min: number; max?: number },
): Setting<number | T> {
  const { min, max = Number.MAX_SAFE_INTEGER } = options;
  const parse = (value: string) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max)
      throw new Error(`must be a whole number from ${min} to ${max}`);
    return number;
  };
  return { ...options, parse };
}

/** A number with decimals. */
export function number(options: Common<number> & { min: number; max: number }): Setting<number> {
  const { min, max } = options;
  const parse = (value: string) => {
    const found = Number(value);
    if (!/^\d+(\.\d+)?$/.test(value) || found < min || found > max)
      throw new Error(`must be a number from ${min} to ${max}`);
    return found;
  };
  return { ...options, parse };
}

const flagWords = new Map([
  ...['true', '1', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'off'].map((word) => [word, false] as const),
]);

export function flag<T extends boolean | undefined>(options: Common<T>): Setting<boolean | T> {
  const parse = (value: string) => {
    const known = flagWords.get(value.toLowerCase());
    if (known === undefined) throw new Error('must be true or false');
    return known;
  };
  return { ...options, parse };
}

/** How many of something are in front: true is one, false is none. */
export function hops(options: Common<number> & { max: number }): Setting<number> {
  const parse = (value: string) => {
    const known = flagWords.get(value.toLowerCase());
    if (known !== undefined) return Number(known);
    const number = Number(value);
    if (!/^\d+$/.test(value) || number > options.max)
      throw new Error(`must be true, false or a number up to ${options.max}`);
    return number;
  };
  return { ...options, parse };
}

export function oneOf<const T extends string, const F extends T | undefined>(
  values: readonly T[],
  options: Common<F>,
): Setting<T | F> {
  const parse = (value: string) => {
    if (!values.includes(value as T)) throw new Error(`must be one of ${values.join(', ')}`);
    return value as T;
  };
  return { ...options, parse };
}

/** An absolute URL of one of the given protocols, without a trailing slash. */
export function url<T extends string | undefined>(options: Common<T> & { protocols: string[] }): Setting<string | T> {
  const parse = (value: string) => {
    const parsed = URL.parse(value);
    if (!parsed || !options.protocols.includes(parsed.protocol))
      throw new Error(`must be a URL starting with ${options.protocols.map((p) => `${p}//`).join(' or ')}`);
    return value.replace(/\/+$/, '');
  };
  return { ...options, parse };
}
