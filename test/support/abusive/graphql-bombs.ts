/** Requests that are small to send and large to answer, or to refuse, by what makes them so. */
type Bombs = Record<string, string>;

const many = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n)).join(' ');

/** Documents that select much of one box, which has `id`, `size` and another box, `inner`. */
export function bombsOf(operation: string, root: string): Bombs {
  const boxed = (selections: string, fragments = '') => `${operation} { ${root} { ${selections} } } ${fragments}`;
  return {
    aliases: boxed(many(60, (n) => `a${n}: id`)),
    'a thousand aliases': boxed(many(900, (n) => `a${n}: id`)),
    'aliases multiplied by fragments': boxed(
      '...F0',
      `${many(8, (n) => `fragment F${n} on Box { a: inner { ...F${n + 1} } b: inner { ...F${n + 1} } }`)} fragment F8 on Box { id }`,
    ),
    'aliases that collide': boxed(`${many(95, () => 'a: id')} ${many(95, () => 'a: size')}`),
    depth: boxed(`${'inner { '.repeat(50)}id${' }'.repeat(50)}`),
    'endless depth': boxed(`${'inner { '.repeat(900)}id${' }'.repeat(900)}`),
    'a cycle of fragments': boxed('...A', 'fragment A on Box { inner { ...B } } fragment B on Box { inner { ...A } }'),
    'a fragment of itself': boxed('...A', 'fragment A on Box { ...A }'),
    'fragments that spread each other': boxed(
      many(40, (n) => `...F${n}`),
      many(
        40,
        (n) => `fragment F${n} on Box { x${n}: inner { ...F${(n + 1) % 40} ...F${(n + 2) % 40} ...F${(n + 3) % 40} } }`,
      ),
    ),
    'directives on one field': boxed(`id ${many(190, () => '@skip(if: false)')}`),
    'directives of no name': boxed(`id ${many(900, (n) => `@d${n}`)}`),
    'directives on every field': boxed(many(400, () => 'id @include(if: true)')),
    'a deep literal': boxed(`inner(a: ${'['.repeat(60)}${']'.repeat(60)}) { id }`),
    'an endless literal': boxed(`inner(a: ${'{a: '.repeat(900)}1${'}'.repeat(900)}) { id }`),
    'fields of no name': boxed(many(1_900, (n) => `f${n}`)),
    'a document of 1 MB': boxed('id '.repeat(350_000)),
    'a comment of 1 MB': `${boxed('id')} #${'x'.repeat(1024 ** 2)}`,
    'a text of 1 MB': boxed(`inner(a: "${'x '.repeat(512 * 1024)}") { id }`),
  };
}

const members = (depth: number) => `${'fields { type { '.repeat(depth)}name${' } }'.repeat(depth)}`;

/** Introspections whose answers multiply: no resolver runs for them. */
export const schemaBombs: Bombs = {
  'members of members of all types': `{ __schema { types { ${members(2)} } } }`,
  'members in endless depth': `{ __schema { types { ${members(6)} } } }`,
  'the schema twenty times': `{ ${many(20, (n) => `s${n}: __schema { types { name fields { name } } }`)} }`,
  'the types forty times': `{ __schema { ${many(40, (n) => `t${n}: types { name fields { name } }`)} } }`,
};

const CREATE = 'mutation ($input: CreateBoxInput!) { createBox(input: $input) { id } }';
const withInput = (input: string) => `{"query":${JSON.stringify(CREATE)},"variables":{"input":${input}}}`;
const box = (more: string) => withInput(`{"fileName":"a","size":1,${more}}`);

/** Bodies of requests that are large beside their document. */
export const requestBombs: Bombs = {
  'a batch': JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{ box { id } }' }))),
  'a batch of batches': `${'['.repeat(60)}${JSON.stringify({ query: '{ box { id } }' })}${']'.repeat(60)}`,
  'lists in lists in variables': withInput(`${'['.repeat(60)}${']'.repeat(60)}`),
  'lists in lists without end': withInput(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  'objects in objects': box(`"parts":[${'{"partNumber":'.repeat(55)}1${'}'.repeat(55)}]`),
  'objects in objects without end': box(`"metadata":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
  'a list of wrong items': box(`"parts":[${many(40_000, () => '{}').replaceAll(' ', ',')}]`),
  'more values than any request has': box(`"parts":[${'1,'.repeat(200_000)}1]`),
  'more names than any object has': box(`"metadata":{${many(5_000, (n) => `"n${n}":1`).replaceAll(' ', ',')}}`),
};
