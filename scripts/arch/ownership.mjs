// The rules of ownership, as a list of what breaks them.

/**
 * @param {Record<string, { tables?: string[], functions?: string[] }>} owners
 * @param {{ tables: Set<string>, functions: Map<string, object> }} schema
 * @returns {{ ownerOf: Map<string, string>, problems: string[] }}
 */
export function declaredOwners(owners, schema) {
  const ownerOf = new Map();
  const problems = [];
  for (const [folder, { tables = [], functions = [] }] of Object.entries(owners))
    for (const name of [...tables, ...functions]) {
      if (ownerOf.has(name)) problems.push(`${name} has two owners: ${ownerOf.get(name)} and ${folder}`);
      ownerOf.set(name, folder);
    }
  const defined = new Set([...schema.tables, ...schema.functions.keys()]);
  for (const name of defined) if (!ownerOf.has(name)) problems.push(`${name} has no owner`);
  for (const [name, folder] of ownerOf)
    if (!defined.has(name)) problems.push(`${folder} owns ${name}, which is not there`);
  return { ownerOf, problems };
}

/**
 * Tables that another folder touches: each pair of folder and table once, with every place.
 * @param {import('./touches.mjs').Touch[]} touches
 * @param {Map<string, string>} ownerOf
 * @param {Record<string, { touches: string[] }>} inFolders
 */
export function foreignTouches(touches, ownerOf, inFolders) {
  const pairs = new Map();
  for (const { folder, name, path, line, isUnknown } of touches)
    if (isUnknown || ownerOf.get(name) !== folder) {
      const pair = `${folder} → ${name}`;
      pairs.set(pair, [...(pairs.get(pair) ?? []), `${path}:${line}`]);
    }
  const listed = Object.entries(inFolders).flatMap(([folder, { touches }]) =>
    touches.map((name) => `${folder} → ${name}`),
  );
  const problems = [...pairs]
    .filter(([pair]) => !listed.includes(pair))
    .map(([pair, at]) => `${pair} (${at.join(', ')})`);
  return [...problems, ...unneeded(listed, new Set(pairs.keys()))];
}

/**
 * SQL functions that touch what another folder owns.
 * @param {Map<string, string[]>} touchesOfFunctions
 * @param {Map<string, string>} ownerOf
 * @param {Record<string, { touches: string[] }>} inFunctions
 */
export function foreignTouchesOfFunctions(touchesOfFunctions, ownerOf, inFunctions) {
  const found = [...touchesOfFunctions].flatMap(([name, touched]) =>
    touched.filter((other) => ownerOf.get(other) !== ownerOf.get(name)).map((other) => `${name}() → ${other}`),
  );
  const listed = Object.entries(inFunctions).flatMap(([name, { touches }]) =>
    touches.map((other) => `${name}() → ${other}`),
  );
  return [...found.filter((pair) => !listed.includes(pair)), ...unneeded(listed, new Set(found))];
}

/**
 * Only repositories touch tables, and queries that their owner exports; nothing else is called a repository.
 * @param {string[]} paths of all source files
 * @param {import('./touches.mjs').Touch[]} touches
 */
export function misnamedFiles(paths, touches) {
  const touching = new Set(touches.map(({ path }) => path));
  const isRepository = (path) => /\.(repository|queries)\.ts$/.test(path) || path.startsWith('src/platform/');
  const outside = [...touching].filter((path) => !isRepository(path));
  const empty = paths.filter((path) => path.endsWith('.repository.ts') && !touching.has(path));
  return [
    ...outside.map((path) => `${path} touches a table and is no repository`),
    ...empty.map((path) => `${path} is called a repository and touches no table`),
  ];
}

const unneeded = (listed, found) =>
  listed.filter((entry) => !found.has(entry)).map((entry) => `not needed any more in foreign-tables.mjs: ${entry}`);
