import { describe, expect, it } from '@jest/globals';
import { parsed } from './source-files.mjs';
import { statementsOf } from './statements.mjs';

const read = (text) => statementsOf(parsed('src/a.ts', text));
const sql = (text) => read(text).map((statement) => statement.sql);

describe('the statements of a file', () => {
  it('are its tagged templates, with numbers for values and the method around', () => {
    const text = 'class A {\n  find(id: string) {\n    return tx.$queryRaw<Row[]>`SELECT ${id}, ${now()}`;\n  }\n}';
    expect(read(text)).toEqual([{ sql: 'SELECT $1, $2', line: 3, name: 'find', isFragment: false }]);
  });

  it('are texts given to a pool, with or without a name', () => {
    expect(sql("const statement = { name: 'one', text: 'SELECT 1' };")).toEqual(['SELECT 1']);
    expect(sql("pool.query('SELECT 2', [])")).toEqual(['SELECT 2']);
    expect(sql("const mail = { to, text: 'hello' };")).toEqual([]);
  });

  it('name the fragments that they hold', () => {
    const text =
      'const open = Prisma.sql`status = 1`;\nconst all = Prisma.sql`${open} AND id = ${id} ${Prisma.join(more)}`;';
    expect(sql(text)).toEqual(['status = 1', '/* open */ AND id = $1 /* Prisma.join(more) */']);
    expect(read(text).map(({ isFragment, name }) => [isFragment, name])).toEqual([
      [true, 'open'],
      [true, 'all'],
    ]);
  });
});
