// The models of prisma/schema.prisma: their tables, columns and relations.

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} type
 * @property {'' | '?' | '[]'} arity
 * @property {string} column
 * @property {boolean} isKey
 * @property {string[]} foreignKey the fields that hold the other side's key; empty on the other side
 *
 * @typedef {object} Model
 * @property {string} name
 * @property {string} table
 * @property {string} about
 * @property {Field[]} columns
 * @property {Field[]} relations
 */

/**
 * @param {string} schema
 * @returns {Model[]}
 */
export function modelsOf(schema) {
  const blocks = [...schema.matchAll(/((?:^\/\/\/ .*\n)*)^model (\w+) \{\n([\s\S]*?)^\}/gm)];
  const names = new Set(blocks.map(([, , name]) => name));
  return blocks.map(([, comment, name, body]) => model(name, comment, body, names));
}

function model(name, comment, body, names) {
  const key = /@@id\(\[([^\]]*)\]/.exec(body)?.[1].split(', ') ?? [];
  const fields = body.split('\n').flatMap((line) => field(line, key));
  const about = comment
    .replaceAll(/^\/\/\/ /gm, '')
    .trim()
    .replaceAll('\n', ' ');
  const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name;
  const isRelation = ({ type }) => names.has(type);
  return { name, table, about, columns: fields.filter((f) => !isRelation(f)), relations: fields.filter(isRelation) };
}

function field(line, key) {
  const match = /^ {2}(\w+)\s+(\w+)(\?|\[\])?(.*)$/.exec(line);
  if (!match) return [];
  const [, name, type, arity = '', rest] = match;
  const column = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? name;
  const foreignKey = /@relation\(.*?fields: \[([^\]]*)\]/.exec(rest)?.[1].split(', ') ?? [];
  return [{ name, type, arity, column, foreignKey, isKey: / @id\b/.test(rest) || key.includes(name) }];
}
