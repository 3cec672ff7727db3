import { mkdtemp } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Airlock, ROOT_KEY } from './airlock.js';
import { Api } from './api.js';
import { type OutsideStore, outsideStoreSettings, startOutsideStore } from './outside-store.js';
import { testDatabase, type TestDatabase } from './postgres.js';
import { runUntilFault } from './resilience/run-until-fault.js';
import { StoredState } from './resilience/stored-state.js';
import { StoreAccess } from './store-access.js';

/** The steps of receiving at which a process is killed, each with another upload on its way. */
export const stepsOfReceiving = [
  ...['upload.created', 'multipart.begun', 'tus.tail-sent', 'tus.tail-recorded', 'tus.part-sent'],
  ...['tus.part-recorded', 'tus.received', 'upload.confirmed'],
];

/** The reconciler looks at the unconfirmed ones now. It may have done so before. */
const wholeOf = (ids: string[]) => `
  UPDATE uploads u SET next_check_at = CASE u.status WHEN 'UPLOADING' THEN now() ELSE next_check_at END FROM tus_uploads t
  WHERE t.upload_id = u.id AND t.part_bytes = u.declared_size AND t.tail_bytes = 0 AND u.id IN ('${ids.join("', '")}')
  RETURNING u.id`;

/** The same upload by way of this process. */
export function at({ url: origin }: Pick<Airlock, 'url'>, url: string): string {
  const { pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`;
}

/** A PATCH whose body is written piece by piece. */
export function sendingByTus(url: string, offset: number, length?: number) {
  const headers = {
    ...{ authorization: `Bearer ${ROOT_KEY}`, 'tus-resumable': '1.0.0', 'upload-offset': String(offset) },
    'content-type': 'application/offset+octet-stream',
    ...(length === undefined ? {} : { 'content-length': String(length) }),
  };
  const sent = request(url, { method: 'PATCH', headers });
  const answer = new Promise<IncomingMessage>((resolve) => sent.once('response', resolve));
  sent.on('error', () => undefined);
  return { sent, answer };
}

/** Two processes on one database and one store: one that does everything, and another that answers requests. */
export class TwoProcesses {
  private constructor(
    readonly database: TestDatabase,
    private readonly store: OutsideStore,
    private readonly env: Record<string, string>,
    readonly one: Airlock,
    readonly other: Airlock,
  ) {}

  static async start(): Promise<TwoProcesses> {
    const [database, store] = await Promise.all([testDatabase(), startOutsideStore()]);
    const AIRLOCK_SECRET = 'a secret of tests that every process shares';
    const env = { ...outsideStoreSettings(store), DATABASE_URL: database.url, AIRLOCK_SECRET };
    const one = await Airlock.start({ env });
    const other = await Airlock.start({ env: { ...env, AIRLOCK_ROLE: 'api' } });
    return new TwoProcesses(database, store, env, one, other);
  }

  get api(): Api {
    return new Api(this.one.url);
  }

  get atOther(): Api {
    return new Api(this.other.url);
  }

  /** A third one, until it is killed at the last of these steps. */
  async thirdUntil(points: string[], drive: (api: Api) => Promise<unknown>): Promise<void> {
    const dataDir = await mkdtemp(join(tmpdir(), 'airlock-tus-'));
    const env = { ...this.env, AIRLOCK_ROLE: 'api' };
    await runUntilFault(points, { dataDir, env }, ({ url }) => drive(new Api(url)));
  }

  /** Which of these have every byte. */
  async whole(ids: string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(wholeOf(ids));
    return rows.map(({ id }) => id);
  }

  access(): StoreAccess {
    const { endpoint, bucket, ...credentials } = this.store;
    return StoreAccess.at(endpoint, credentials, bucket);
  }

  state(): StoredState {
    return new StoredState({ database: this.database, store: this.access() });
  }

  async dispose(): Promise<void> {
    await Promise.all([this.one.dispose(), this.other.dispose()]);
    await Promise.all([this.database.drop(), this.store.stop()]);
  }
}
