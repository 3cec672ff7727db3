import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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
    await database.query(`ALTER ROLE airlock_system IN DATABASE ${new URL(database.url).pathname.slice(1)}
      SET timezone = 'America/New_York'`);
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
});
