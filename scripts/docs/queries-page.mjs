// docs/generated/queries.sql: the SQL of the service, to be reviewed like code.
import { statementsOf } from '../sources/statements.mjs';
import { folderOf } from '../sources/source-files.mjs';

const intro = `-- The SQL of the service by folder: each statement that the code writes by hand, then the SQL functions that the folder
-- owns, as the migrations leave them. Values are $1, $2, …; fragments that statements share stand in comments by name.
-- Calls of Prisma's client are not here: they name their table and conditions themselves.
`;

/**
 * @param {{ path: string, source: import('typescript').SourceFile }[]} files
 * @param {Map<string, import('../sources/migrations.mjs').SqlFunction>} functions
 * @param {Map<string, string>} ownerOf
 */
export function queriesPage(files, functions, ownerOf) {
  const statements = files.flatMap((file) => statementsOf(file.source).map((one) => statementBlock(file.path, one)));
  const definitions = [...functions.values()].map((one) => functionBlock(ownerOf.get(one.name), one));
  const byFolder = grouped([...statements, ...definitions]);
  const folders = [...byFolder.keys()].sort();
  return [
    intro,
    ...folders.map(
      (folder) =>
        `${heading(folder)}\n${byFolder
          .get(folder)
          .map(({ text }) => text)
          .join('\n')}`,
    ),
  ].join('\n');
}

function statementBlock(path, { sql, name, isFragment }) {
  const what = [path, name && `${name}${isFragment ? ' (fragment)' : ''}`].filter(Boolean).join(': ');
  return { folder: folderOf(path), text: `-- ${what}\n${aligned(sql)}${isFragment ? '' : ';'}\n` };
}

const functionBlock = (folder, { text, migration }) => ({
  folder,
  text: `-- prisma/migrations/${migration}\n${text.replace(/^(--[^\n]*\n)*/, '')}\n`,
});

const heading = (folder) => `-- ${folder} ${'-'.repeat(116 - folder.length)}\n`;

/** The statement without the indentation of the code around it. */
function aligned(sql) {
  const lines = sql.replace(/^\n/, '').trimEnd().split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const [first, ...rest] = lines;
  const margin = sql.startsWith('\n') ? Math.min(...indents) : Math.min(...indents.slice(1), Infinity);
  const cut = (line) => line.slice(margin === Infinity ? 0 : margin);
  return [sql.startsWith('\n') ? cut(first) : first.trimStart(), ...rest.map(cut)].join('\n');
}

function grouped(blocks) {
  const byFolder = new Map();
  for (const block of blocks) byFolder.set(block.folder, [...(byFolder.get(block.folder) ?? []), block]);
  return byFolder;
}
