const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** The text of JSON values at the edge of what a place can take, by what is odd about them. */
export const extremes: Record<string, string> = {
  null: 'null',
  true: 'true',
  'an empty text': '""',
  blank: '"\\u00a0 "',
  'a NUL': '"a\\u0000b"',
  'a high surrogate alone': '"a\\ud83e"',
  'a low surrogate alone': '"\\udd86a"',
  'a very long text': `"${'x'.repeat(70_000)}"`,
  'a long word of three-byte letters': `"${'語'.repeat(300)}"`,
  'text that runs backwards': '"a\\u202egnp.exe"',
  'control characters': '"a\\r\\nX-Evil: 1\\u001b[31m"',
  'a quote': `"'; DROP TABLE uploads; --"`,
  'a path upwards': '"../../etc/passwd"',
  'the year 0': '"0000-01-01T00:00:00Z"',
  'before the year 1': '"0001-01-01T00:00:00+14:00"',
  'the year 9999': '"9999-12-31T23:59:59.999999999Z"',
  'the year 10000': '"+010000-01-01T00:00:00Z"',
  'a leap day': '"2024-02-29T00:00:00Z"',
  'a leap day of no leap year': '"2023-02-29T00:00:00Z"',
  'a 30 February': '"2024-02-30T00:00:00Z"',
  zero: '0',
  'minus one': '-1',
  'minus zero': '-0',
  'beyond 32 bits': '2147483648',
  'beyond 53 bits': '9007199254740993',
  'beyond 64 bits': '123456789012345678901234567890',
  'the largest number': '1.7976931348623157e308',
  'beyond every number': '1e999',
  'an id of another kind': '"org_0000000000000000"',
  'an empty list': '[]',
  'a list of odd things': '[null, 1, "a\\u0000", [], {}]',
  'an empty object': '{}',
  'an object with a prototype': '{"__proto__":{"admin":true}}',
  'an object with a NUL for a name': '{"a\\u0000":1}',
  "Prisma's own marker": '{"__prismaRawParameters__":true,"values":[1]}',
  'a marker of its protocol': '{"$type":"Param","value":{"name":"x"}}',
  'a marker of its plans': '{"prisma__type":"param","prisma__value":{"name":"x"}}',
  deep: nested(55),
};

const near = [
  ...['null', 'true', 'an empty text', 'blank', 'a quote', 'a path upwards', 'a leap day', 'zero', 'minus one'],
  ...['minus zero', 'beyond 32 bits', 'beyond 53 bits', 'the largest number', 'a leap day of no leap year'],
  ...['an empty list', 'an empty object', 'a marker of its protocol', 'an id of another kind'],
  ...['text that runs backwards', 'control characters'],
];

/** The most effective ones, for the many places that take a value. */
export const farExtremes: string[] = Object.entries(extremes).flatMap(([what, text]) =>
  near.includes(what) ? [] : [text],
);

/** Odd spellings of a segment of a path, or of the value of a parameter: percent-encoded. */
export const oddSpellings = [
  ...['', '%', '%0', '%zz', '%00', 'a%00b', '%ff%fe', '%c0%ae%c0%ae', '%ED%A0%80', '%ED%BF%BF', '%25%30%30'],
  ...['..%2f..%2fetc', '%2e%2e', '..;', '%2F', '%E2%80%AE', '%E2%80%8F', '%u0041', '+', '*', '%0d%0a', '%F0%9F%A6%86'],
  ...['upl_', "upl_'--", 'upl_0000000000000000%20', 'UPL_0000000000000000', 'org_0000000000000000'],
  ...['x'.repeat(2000), 'x'.repeat(4000), '%E8%AA%9E'.repeat(300), '__proto__', 'constructor', 'null', 'undefined'],
  ...['0', '-1', '101', '1e9', '1e999', '9'.repeat(40), '[]', '%7B%22__proto__%22%3A1%7D', 'a&limit=2'],
  ...['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2024-02-30T00:00:00Z', '2023-02-29T00:00:00Z'],
  ...['2024-02-29T00:00:00Z', '%2B010000-01-01T00:00:00Z', '2026-13-45T99:99:99Z', '0001-01-01T00:00:00%2B14:00'],
];

/** Unusual values of a header line. */
export const oddHeaders = [
  ...[
    '',
    ' ',
    '\u00ff',
    '\u00c3\u00a9',
    'x'.repeat(8000),
    ',,,',
    '{}',
    '"',
    "'",
    '*',
    '../x',
    '%00',
    '-1',
    '9'.repeat(40),
  ],
  ...['Bearer', 'Bearer ', 'Bearer ..', 'Bearer sk_', 'Bearer a b', 'Basic eDp5', `Bearer ${'x'.repeat(7000)}`],
  ...[
    'Bearer \u00ff',
    'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x',
    'Bearer eyJhbGciOiJIUzI1NiJ9.bnVsbA.x',
    'Bearer e30.e30.e30',
  ],
  ...['ws_', 'ws_0000000000000000', 'application/json', 'multipart/form-data', 'text/html', 'gzip', 'identity', 'br'],
  ...['null', 'https://evil.example', '1; q=nonsense', 'bytes=0-', '100-continue', '1970-01-01T00:00:00Z'],
];
