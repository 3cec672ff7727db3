/** Oversized JSON bodies, as texts, by what is oversized. */
type Bodies = Record<string, string>;

const names = (count: number, value: string) => Array.from({ length: count }, (_, i) => `"f${i}":${value}`).join();
const many = (count: number, item: string) => Array.from({ length: count }, () => item).join();

/** Bodies within the limit for requests without a key. */
export const small: Bodies = {
  'five thousand names': `{${names(5_000, '1')}}`,
  'a thousand unknown names': `{${names(1_000, '1')}}`,
  'names of a thousand characters': `{${Array.from({ length: 60 }, (_, i) => `"${'n'.repeat(1_000)}${i}":1`).join()}}`,
  'control characters in names': `{${Array.from({ length: 60 }, (_, i) => `"${'\\u0001'.repeat(150)}${i}":1`).join()}}`,
  'twenty thousand items': `{"email":[${many(20_000, '{}')}]}`,
  'thirty thousand levels': '['.repeat(30_000),
  'sixty levels of ten names': `${'{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":'.repeat(60)}1${'}'.repeat(60)}`,
  'a long text': `{"email":"${'x'.repeat(64_000)}"}`,
  'a text of quotes': `{"email":"${'\\"'.repeat(30_000)}"}`,
};

/** Bodies of a megabyte, which requests without a key are refused for unread. */
export const large: Bodies = {
  'ninety thousand names': `{${names(80_000, '1')}}`,
  'fifty unknown names beside a megabyte': `{${names(60, '1')},"filename":"${'x'.repeat(900_000)}"}`,
  'three hundred thousand objects': `{"uploads":[${many(300_000, '{}')}],"parts":[${many(1_000, '{}')}]}`,
  'sixteen thousand wrong parts': `{"parts":[${many(10_000, '{"part_number":"x","etag":5}')}]}`,
  'ten thousand items everywhere': `{${['uploads', 'blobs', 'scopes', 'events', 'upload_ids', 'part_numbers']
    .map((name) => `"${name}":[${many(7_000, '{"a":1}')}]`)
    .join()}}`,
  'a thousand names in each of forty objects': `{"uploads":[${many(40, `{${names(1_000, '1')}}`)}]}`,
  'a half megabyte of spaces': `{${' '.repeat(500_000)}}`,
};

const spread = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

/** GraphQL documents that are costly to parse, to validate or to refuse. */
export const documents: Bodies = {
  'one field two thousand times': `{${spread(1_990, () => 'viewer')}}`,
  'two thousand fields that are not there': `{${spread(1_900, (i) => `zz${i}`)}}`,
  'deep selections': '{a'.repeat(900) + '}'.repeat(900),
  'a deep literal': `{ uploads(filter: {metadata: ${'['.repeat(900)}${']'.repeat(900)}}) { nodes { id } } }`,
  'many arguments': `{ uploads(${spread(600, (i) => `a${i}: 1`)}) { nodes { id } } }`,
  'many directives': `{ viewer ${spread(190, () => '@skip')} { userId } }`,
  'fragments that spread each other': `{${spread(40, (i) => `...f${i}`)}} ${spread(
    40,
    (i) =>
      `fragment f${i} on Query { a${i}: viewer { x${i} ...f${(i + 1) % 40} ...f${(i + 2) % 40} ...f${(i + 3) % 40} } }`,
  )}`,
  'an alias of a kilobyte': `{ ${'a'.repeat(1_000)}: viewer { userId } }`,
  'a hint without end': `{ uploads(first: "${' Did you mean '.repeat(4_000)}") { nodes { id } } }`,
  'a comment without end': `{ viewer { userId } } #${'"'.repeat(60_000)}`,
  'blocks of text that begin': `{ a(b: """${'\\"""'.repeat(15_000)}`,
};
