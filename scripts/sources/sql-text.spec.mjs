import { describe, expect, it } from '@jest/globals';
import { namesIn } from './sql-text.mjs';

const schema = { tables: new Set(['uploads', 'usage', 'trash']), functions: new Set(['claim_scan']) };
const found = (sql) => {
  const { tables, functions, unknown } = namesIn(sql, schema);
  return { tables: [...tables], functions: [...functions], unknown: [...unknown] };
};

describe('the names in a statement', () => {
  it.each([
    ['SELECT id FROM uploads u WHERE u.id = $1', ['uploads']],
    ['UPDATE usage u SET used_bytes = 0 FROM uploads WHERE u.id = uploads.id', ['usage', 'uploads']],
    ['SELECT 1 FROM uploads, trash', ['uploads', 'trash']],
    ['DELETE FROM trash WHERE id IN (SELECT id FROM trash FOR UPDATE SKIP LOCKED)', ['trash']],
    ["SELECT 'FROM trash' -- JOIN trash\n FROM uploads", ['uploads']],
    ['SELECT u.usage AS trash FROM uploads u', ['uploads']],
  ])('%s', (sql, tables) => {
    expect(found(sql)).toEqual({ tables, functions: [], unknown: [] });
  });

  it('are functions of the schema where they are called', () => {
    expect(found('SELECT claim_scan($1), now()').functions).toEqual(['claim_scan']);
    expect(found('SELECT claim_scan FROM uploads').functions).toEqual([]);
  });

  it.each([
    ['SELECT 1 FROM files', ['files']],
    ['INSERT INTO files (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = $1', ['files']],
    ['WITH due AS (SELECT id FROM uploads) UPDATE uploads SET id = due.id FROM due', []],
    ['SELECT 1 FROM uploads WHERE id IS DISTINCT FROM other', []],
    ['SELECT 1 FROM unnest($1) JOIN LATERAL (SELECT 1) x ON true, pg_class', []],
  ])('that no table has: %s', (sql, unknown) => {
    expect(found(sql).unknown).toEqual(unknown);
  });
});
