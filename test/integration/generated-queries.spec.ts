import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageFile } from '../../src/boot/package-file.js';
import { testDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const page = readFileSync(packageFile('docs/generated/queries.sql'), 'utf8').replaceAll('\r\n', '\n');

describe('docs/generated/queries.sql', () => {
  it('has every function of a migrated database, as it is there', async () => {
    const functions = await database.query<{ name: string; body: string }>(`
      SELECT proname AS name, prosrc AS body FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') ORDER BY name`);
    expect(functions.length).toBeGreaterThan(20);
    const missing = functions.filter(({ name, body }) => !page.includes(`FUNCTION ${name}(`) || !page.includes(body));
    expect(missing.map(({ name }) => name)).toEqual([]);
    expect(page.match(/^CREATE (OR REPLACE )?FUNCTION /gm)).toHaveLength(functions.length);
  });
});
