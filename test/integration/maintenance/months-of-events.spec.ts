import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '../../support/postgres.js';

let database: TestDatabase;
beforeEach(async () => void (database = await testDatabase()));
afterEach(() => database.drop());

const LATER = '2031-05';
const make = (month: string) =>
  database.query(`SELECT make_upload_events_partition('${month}-17')`, database.systemUrl);
const write = (upload: string, at: string) =>
  database.query(
    `INSERT INTO upload_events (upload_id, sequence, at, workspace_id, event, to_status, actor)
     VALUES ('${upload}', 1, '${at}', 'ws_1', 'created', 'PENDING', 'key_1')`,
    database.systemUrl,
  );
const places = async () => {
  const rows = await database.query<{ place: string; upload: string }>(
    'SELECT tableoid::regclass::text AS place, upload_id AS upload FROM upload_events ORDER BY upload_id',
    database.systemUrl,
  );
  return Object.fromEntries(rows.map(({ upload, place }) => [upload, place]));
};

describe('the months of upload_events', () => {
  it('are there before the first event', async () => {
    await database.query(
      `INSERT INTO upload_events (upload_id, sequence, at, workspace_id, event, to_status, actor)
       SELECT 'upl_' || n, 1, now() + make_interval(months => n), 'ws_1', 'created', 'PENDING', 'key_1'
       FROM generate_series(0, 2) n`,
      database.systemUrl,
    );
    for (const place of Object.values(await places())) expect(place).toMatch(/^upload_events_\d{4}_\d\d$/);
  });

  it('take in what was written before anybody made them, and leave the rest', async () => {
    await write('upl_before', `${LATER}-01T00:00Z`);
    await write('upl_last', `${LATER}-31T23:59:59.999Z`);
    await write('upl_next', '2031-06-01T00:00Z');
    await make(LATER);
    expect(await places()).toEqual({
      upl_before: 'upload_events_2031_05',
      upl_last: 'upload_events_2031_05',
      upl_next: 'upload_events_default',
    });
    await write('upl_after', `${LATER}-20T12:00Z`);
    await write('upl_someday', '2032-01-01T00:00Z');
    expect(await places()).toMatchObject({
      upl_after: 'upload_events_2031_05',
      upl_someday: 'upload_events_default',
    });
  });

  it('are made once, by however many at the same time, while events are written', async () => {
    const writers = Array.from({ length: 20 }, (_, n) => write(`upl_${n}`, `${LATER}-10T00:00Z`));
    await Promise.all([make(LATER), make(LATER), make('2031-06'), ...writers, make(LATER)]);
    const found = Object.values(await places());
    expect(found).toHaveLength(20);
    expect(new Set(found)).toEqual(new Set(['upload_events_2031_05']));
  });

  it('begin at midnight UTC, whatever the zone of the session', async () => {
    const { username, pathname } = new URL(database.systemUrl);
    await database.query(`ALTER ROLE ${username} IN DATABASE ${pathname.slice(1)} SET timezone = 'America/New_York'`);
    await make(LATER);
    await write('upl_first', `${LATER}-01T00:00Z`);
    await write('upl_early', '2031-04-30T23:59Z');
    expect(await places()).toEqual({ upl_first: 'upload_events_2031_05', upl_early: 'upload_events_default' });
  });

  it('are vacuumed long before a fifth of them is dead', async () => {
    await make(LATER);
    const settings = await database.query<{ name: string; reloptions: string[] | null }>(
      `SELECT relname AS name, reloptions FROM pg_class JOIN pg_inherits ON inhrelid = oid
       WHERE inhparent = 'upload_events'::regclass`,
    );
    expect(settings.map(({ name }) => name)).toContain('upload_events_2031_05');
    expect(settings.map(({ name }) => name)).toContain('upload_events_default');
    for (const { reloptions } of settings) expect(reloptions).toContain('autovacuum_vacuum_scale_factor=0.01');
  });

  it('are dropped when they ended before the day and tell of nothing any more', async () => {
    for (const month of ['2020-01', '2020-02', '2020-03']) await make(month);
    await write('upl_alive', '2020-02-10T00:00Z');
    const drop = (before: string) =>
      database.query<{ dropped: number }>(
        `SELECT drop_empty_upload_events('${before}') AS dropped`,
        database.systemUrl,
      );
    const months = async () =>
      (
        await database.query<{ name: string }>(
          `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'upload_events'::regclass ORDER BY 1`,
        )
      )
        .map(({ name }) => name)
        .filter((name) => name.includes('2020'));
    await drop('2020-03-31');
    expect(await months()).toEqual(['upload_events_2020_02', 'upload_events_2020_03']);
    expect(Object.keys(await places())).toEqual(['upl_alive']);
    await drop('2100-01-01');
    expect(await months()).toEqual(['upload_events_2020_02']);
    await database.query('DELETE FROM upload_events', database.systemUrl);
    expect(await drop('2100-01-01')).toEqual([{ dropped: 1 }]);
    await write('upl_now', new Date().toISOString());
    expect((await places()).upl_now).toMatch(/^upload_events_\d{4}_\d\d$/);
  });

  it('are left for another day while somebody reads them', async () => {
    await make('2020-01');
    const reader = new pg.Client(database.systemUrl);
    await reader.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT * FROM upload_events LIMIT 1');
    const drop = `SELECT drop_empty_upload_events('2100-01-01') AS dropped`;
    expect(await database.query(drop, database.systemUrl)).toEqual([{ dropped: 0 }]);
    await reader.query('COMMIT');
    await reader.end();
    expect(await database.query(drop, database.systemUrl)).toEqual([{ dropped: 1 }]);
  });
});
