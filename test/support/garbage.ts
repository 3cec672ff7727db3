/** Values that no field, or hardly any, takes. By what is wrong with them. */
export const garbage: Record<string, unknown> = {
  null: null,
  true: true,
  zero: 0,
  negative: -1,
  fraction: 1.5,
  'beyond 32 bits': 2 ** 31,
  'beyond 53 bits': 2 ** 53,
  huge: 1e308,
  'a number as text': '1',
  NaN: 'NaN',
  'empty text': '',
  blank: '  ',
  'a megabyte of text': 'x'.repeat(1_000_000),
  '256 characters': 'x'.repeat(256),
  'an empty list': [],
  'a list': [1, 'a', null],
  'a list of lists': [[[[]]]],
  'an empty object': {},
  'an object': { a: 1 },
  'a NUL': 'a\0b',
  'half a surrogate pair': 'a\ud800b',
  'control characters': 'a\u0007\u001b[31m\r\nX-Evil: 1',
  'text that runs backwards': 'a\u202egnp.exe',
  'a path upwards': '../../etc/passwd',
  'a Windows path': '..\\..\\windows\\system32',
  'a quote and a semicolon': `'; DROP TABLE uploads; --`,
  markup: '<script>alert(1)</script>',
  'a template': '{{7*7}}${7*7}',
  prototype: '__proto__',
  emoji: '🦆'.repeat(100),
  'deep inside': nested(50),
};

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { a: nested(levels - 1) };
}

/** A generator of numbers below 1 that says the same every time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Odd spellings of one segment of a path. */
export const oddSegments = [
  '%',
  '%0',
  '%zz',
  '%00',
  '%ff%fe',
  '%c0%ae%c0%ae',
  '..%2f..%2fetc',
  '%2e%2e',
  '..;',
  '%2F',
  '%E2%80%AE',
  '%u0041',
  '+',
  '*',
  '%25%30%30',
  'upl_',
  "upl_'--",
  'upl_0000000000000000%20',
  'UPL_0000000000000000',
  'x'.repeat(2000),
  'x'.repeat(4000),
  '__proto__',
  'constructor',
  'null',
  'undefined',
  '-1',
  '%F0%9F%A6%86',
];
