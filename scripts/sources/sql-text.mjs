// What a piece of SQL mentions: the tables and functions of the schema, and tables that the schema does not have.

/** Comments and string literals out, so that words in them are not taken for names. */
export const bareSql = (sql) =>
  sql
    .replace(/--[^\n]*/g, ' ')
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/"(?:[^"]|"")*"/g, '""');

const TOKEN = /[A-Za-z_][A-Za-z0-9_]*|[^\sA-Za-z_]/g;

/** Words after which a table's name stands. `FOR UPDATE` and `DO UPDATE` name none, nor does `IS DISTINCT FROM`. */
const NAMES_A_TABLE = { from: ['distinct'], join: [], into: [], update: ['for', 'do', 'before', 'after', 'or'] };

/**
 * @param {string} sql
 * @param {{ tables: Set<string>, functions: Set<string> }} schema
 * @returns {{ tables: Set<string>, functions: Set<string>, unknown: Set<string> }}
 */
export function namesIn(sql, schema) {
  const tokens = bareSql(sql).match(TOKEN) ?? [];
  const found = { tables: new Set(), functions: new Set(), unknown: new Set() };
  const local = withQueries(tokens);
  tokens.forEach((token, i) => {
    if (tokens[i - 1] === '.' || lower(tokens[i - 1]) === 'as') return;
    if (schema.tables.has(token)) found.tables.add(token);
    else if (schema.functions.has(token) && tokens[i + 1] === '(') found.functions.add(token);
    else if (isForeign(tokens, i, local)) found.unknown.add(token);
  });
  return found;
}

/** The names that `WITH name AS (` gives within the statement. */
function withQueries(tokens) {
  const isQuery = (i) =>
    lower(tokens[i + 1]) === 'as' && (tokens[i + 2] === '(' || lower(tokens[i + 2]) === 'materialized');
  return new Set(tokens.filter((_, i) => isQuery(i)));
}

/** Whether a table is named here that is neither the schema's, nor of this statement, nor PostgreSQL's own. */
function isForeign(tokens, i, local) {
  const before = NAMES_A_TABLE[lower(tokens[i - 1])];
  if (!before || before.includes(lower(tokens[i - 2]))) return false;
  const isName = /^[a-z_][a-z0-9_]*$/.test(tokens[i]) && !['set', 'lateral', 'only', 'select'].includes(tokens[i]);
  const isCall = tokens[i + 1] === '(' && lower(tokens[i - 1]) !== 'into';
  return isName && !isCall && !local.has(tokens[i]) && !tokens[i].startsWith('pg_');
}

const lower = (token = '') => token.toLowerCase();
