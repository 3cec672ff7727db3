import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { ValidatingPool } from '../../../src/platform/prisma/connections/validating-pool.js';
import { DatabaseConnectionError } from '../../../src/platform/prisma/connections/database-connection-error.js';
import { isDatabaseUnavailable } from '../../../src/platform/prisma/database-errors.js';
import { testDatabase, type TestDatabase } from '../../support/postgres.js';
import { TcpProxy } from '../../support/resilience/tcp-proxy.js';
import { until } from '../../support/resilience/until.js';

const SIZE = 3;
/** Long enough for a busy machine, short for a test. */
const WAITS = { responseMs: 1_000, validateMs: 1_000, recentMs: 0 };

let database: TestDatabase;
let line: TcpProxy;
let pool: pg.Pool;

beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  line = await TcpProxy.ofUrl(database.appUrl);
  pool = new ValidatingPool(line.through(database.appUrl), SIZE, WAITS);
});
afterEach(async () => {
  line.set('open');
  await pool.end();
  await line.close();
});

const settings = ['tcp_keepalives_idle', 'tcp_user_timeout', 'idle_in_transaction_session_timeout', 'lock_timeout'];

async function fill(): Promise<void> {
  const clients = await Promise.all(Array.from({ length: SIZE }, () => pool.connect()));
  for (const client of clients) client.release();
}

describe('a pool of connections', () => {
  it('sets keepalives and time-outs on the server', async () => {
    const { rows } = await pool.query<{ name: string; setting: string; source: string }>(
      'SELECT name, setting, source FROM pg_settings WHERE name = ANY($1) ORDER BY name',
      [[...settings, 'statement_timeout']],
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, Number(setting)]))).toEqual({
      idle_in_transaction_session_timeout: 20_000,
      lock_timeout: 10_000,
      statement_timeout: 15_000,
      tcp_keepalives_idle: 5,
      tcp_user_timeout: 15_000,
    });
  });

  it('never reuses a connection with a statement without response, although it is released as usable', async () => {
    const client = await pool.connect();
    line.set('silent');
    await expect(client.query('SELECT 1')).rejects.toThrow(DatabaseConnectionError);
    client.release();
    line.set('open');
    expect(pool.totalCount).toBe(0);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('recovers at once when its idle connections were silently lost', async () => {
    await fill();
    line.set('silent');
    line.set('open');
    const answers = await Promise.all(Array.from({ length: 2 * SIZE }, () => pool.query('SELECT 1 AS one')));
    expect(answers.flatMap(({ rows }) => rows)).toEqual(Array(2 * SIZE).fill({ one: 1 }));
    await until(() => pool.totalCount <= SIZE);
  });

  it('distinguishes a broken connection from an error of a statement', async () => {
    await fill();
    const refused = await pool.query('SELECT nonsense').catch((error: unknown) => error);
    expect([refused instanceof DatabaseConnectionError, isDatabaseUnavailable(refused)]).toEqual([false, false]);
    line.set('reset');
    const broken = await Promise.all(
      Array.from({ length: 2 * SIZE }, () => pool.query('SELECT 1').catch((error: unknown) => error)),
    );
    for (const error of broken) expect(error).toBeInstanceOf(DatabaseConnectionError);
  });

  describe('with connections that have just responded', () => {
    let recent: pg.Pool;
    const open = (more: object = {}) => {
      recent = new ValidatingPool(database.appUrl, 1, { ...WAITS, recentMs: 60_000, ...more });
      return recent.query('SELECT 1');
    };
    afterEach(() => recent.end());

    it('gives one in the same turn of the event loop', async () => {
      await open();
      const given: string[] = [];
      recent.connect((_error, _client, done) => {
        given.push('connection');
        done();
      });
      given.push('caller');
      expect(given).toEqual(['connection', 'caller']);
      expect(await recent.query('SELECT 2 AS two')).toMatchObject({ rows: [{ two: 2 }] });
    });

    it('gives each to one caller only, in the order in which they came', async () => {
      await open();
      const order: number[] = [];
      const used = [1, 2, 3].map(async (n) => {
        const client = await recent.connect();
        order.push(n);
        await client.query('SELECT pg_sleep(0.01)');
        client.release();
      });
      await Promise.all(used);
      expect(order).toEqual([1, 2, 3]);
      expect(recent.totalCount).toBe(1);
    });

    it('closes those that are idle for too long', async () => {
      await open({ idleInPoolMs: 50 });
      await until(() => recent.totalCount === 0);
      expect(await recent.query('SELECT 2 AS two')).toMatchObject({ rows: [{ two: 2 }] });
    });
  });
});
