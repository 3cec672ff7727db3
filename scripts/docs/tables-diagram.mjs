// docs/generated/tables.mmd: the tables with their keys, who owns them, and how they refer to each other.

const intro = [
  'erDiagram',
  '  %% Each table as "owner: table" with its keys; the other columns are in prisma/schema.prisma.',
];

/**
 * @param {import('../sources/prisma-models.mjs').Model[]} models
 * @param {Set<string>} tables of the schema: some have no model
 * @param {Map<string, string>} ownerOf
 */
export function tablesDiagram(models, tables, ownerOf) {
  const withoutModel = [...tables].filter((table) => !models.some((model) => model.table === table));
  const all = [...models, ...withoutModel.map((table) => ({ table, columns: [], relations: [] }))];
  const owners = [...new Set(all.map(({ table }) => ownerOf.get(table)))];
  const entities = owners.flatMap((owner) => [
    `  %% ${owner}`,
    ...all.filter(({ table }) => ownerOf.get(table) === owner).map((model) => entity(model, owner)),
  ]);
  return `${[...intro, ...entities, ...models.flatMap((model) => references(model, models))].join('\n')}\n`;
}

function entity({ table, columns, relations }, owner) {
  const title = `  ${table}["${owner.replace('features/', '')}: ${table}"]`;
  if (columns.length === 0) return title;
  const foreign = new Set(relations.flatMap(({ foreignKey }) => foreignKey));
  const keys = columns.filter(({ name, isKey }) => isKey || foreign.has(name));
  const kindOf = ({ name, isKey }) => [isKey && 'PK', foreign.has(name) && 'FK'].filter(Boolean).join(', ');
  return `${title} {\n${keys.map((key) => `    ${key.type} ${key.column} ${kindOf(key)}`).join('\n')}\n  }`;
}

/** One line for each foreign key, from the table that it names. */
function references({ name, table, relations, columns }, models) {
  const columnOf = (field) => columns.find((column) => column.name === field).column;
  return relations
    .filter(({ foreignKey }) => foreignKey.length > 0)
    .map(({ type, foreignKey, arity }) => {
      const target = models.find((model) => model.name === type);
      const back = target.relations.find((relation) => relation.type === name);
      const [one, many] = [arity === '?' ? '|o' : '||', back?.arity === '[]' ? 'o{' : 'o|'];
      return `  ${target.table} ${one}--${many} ${table} : ${columnOf(foreignKey.at(-1))}`;
    });
}
