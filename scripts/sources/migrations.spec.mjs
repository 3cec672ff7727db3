import { describe, expect, it } from '@jest/globals';
import { schemaAfter } from './migrations.mjs';

const after = (...sql) => schemaAfter(sql.map((text, i) => ({ name: `${i}`, sql: text })));
const body = (text) => `RETURNS int LANGUAGE sql AS $$ ${text} $$;`;

describe('the schema after migrations', () => {
  it('has the functions as the last migration wrote them, with the comment above', () => {
    const { functions } = after(
      `CREATE FUNCTION one() ${body('SELECT 1')}`,
      `-- Replaced.\nCREATE OR REPLACE FUNCTION one() ${body('SELECT 2')}`,
    );
    expect([...functions.values()]).toEqual([
      { name: 'one', migration: '1', text: `-- Replaced.\nCREATE OR REPLACE FUNCTION one() ${body('SELECT 2')}` },
    ]);
  });

  it('has no function that was dropped, and has one that was made anew', () => {
    const made = `CREATE FUNCTION one() ${body('SELECT 1')}`;
    expect(after(made, 'DROP FUNCTION one;').functions.size).toBe(0);
    expect(after(made, `DROP FUNCTION one();\n${made}`).functions.size).toBe(1);
  });

  it('takes a function to its end, whatever its body holds', () => {
    const made = `CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN; RETURN 1; END $body$ STABLE;`;
    expect(after(`${made} SELECT 1;`).functions.get('one').text).toBe(made);
  });

  it('has tables that were made, not dropped and not partitions', () => {
    const { tables } = after(
      'CREATE TABLE a (id int); CREATE TABLE b (id int);',
      'DROP TABLE b; ALTER TABLE a RENAME TO c;',
    );
    expect([...tables]).toEqual(['c']);
    expect([...after('CREATE TABLE p PARTITION OF a DEFAULT;').tables]).toEqual([]);
  });
});
