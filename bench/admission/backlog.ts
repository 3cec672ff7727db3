import { setTimeout as pause } from 'node:timers/promises';
import { whyNoRedis } from '../../test/support/resilience/redis-server.js';
import type { Child } from '../processes/child.js';
import { printTable } from '../report.js';
import { median } from '../rounds.js';
import { type BacklogStage, onBacklogStage } from './backlog-stage.js';
import { UploadClient } from './client.js';
import { benchFile } from './files.js';
import type { Options } from './options.js';

const SIZE = 4 * 1024;
const SENDERS = 16;
const SMALL = 100;
/** Of a long queue, at most this many are admitted before counting begins, and at most this many are counted. */
const [SKIPPED, COUNTED] = [300, 1_500];
/** While these parts of it are admitted, each tenant still has files that wait. */
const [SKIPPED_PART, COUNTED_PART] = [0.05, 0.2];
const LOOK_MS = 200;
/** Most files are of one tenant: the others are not to wait for it. */
const SHARES = [0.8, 0.1, 0.1];

interface Ended {
  organizationId: string;
  at: number;
}

/** Files that wait for two workers on Redis: whether a long queue is worked off as fast as a short one, and in turns. */
export async function measureBacklog({ backlog, rounds }: Options): Promise<void> {
  const why = await whyNoRedis();
  if (why) return console.log(`\nNot measured: a backlog. ${why}`);
  await onBacklogStage(SHARES.length, async (stage) => {
    const workers = [await stage.startWorker(), await stage.startWorker()];
    const short: number[] = [];
    // The first round warms the workers up.
    for (let round = 0; round <= rounds; round++) {
      const ended = await shortQueue(stage, workers);
      if (round > 0) short.push(rateOf(ended));
    }
    for (const worker of workers) await worker.stop();
    await fill(stage, backlog);
    await Promise.all([stage.startWorker(), stage.startWorker()]);
    const skipped = Math.min(SKIPPED, Math.round(backlog * SKIPPED_PART));
    const counted = Math.min(COUNTED, Math.round(backlog * COUNTED_PART));
    const ended = (await endedAfter(stage, skipped + counted, new Date())).slice(skipped);
    print(
      backlog,
      median(short),
      rateOf(ended),
      stage.tenants.map((tenant) => shareOf(tenant.organizationId, ended)),
    );
  });
}

/** Both workers stand still while the files are sent, and then find them all. */
async function shortQueue(stage: BacklogStage, workers: Child[]): Promise<Ended[]> {
  const since = new Date();
  for (const { process } of workers) process.kill('SIGSTOP');
  await fill(stage, SMALL);
  for (const { process } of workers) process.kill('SIGCONT');
  return endedAfter(stage, SMALL, since);
}

async function fill({ apiUrl, tenants }: BacklogStage, files: number): Promise<void> {
  const clients = tenants.map(({ key }) => new UploadClient(apiUrl, key));
  const owners = SHARES.flatMap((share, n) => Array<UploadClient>(Math.round(files * share)).fill(clients[n]!));
  // Mixed, as they would arrive: each share is spread over the whole.
  const mixed = owners.map((client, n) => ({ client, order: (n * 7919) % owners.length }));
  mixed.sort((a, b) => a.order - b.order);
  const sender = async () => {
    for (let next = mixed.pop(); next; next = mixed.pop()) await send(next.client);
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  for (const client of clients) client.close();
}

async function send(client: UploadClient): Promise<void> {
  const file = benchFile(SIZE);
  const upload = await client.create(file.size);
  await client.put(upload, file);
  await client.confirm(upload.upload_id);
}

/** Once so many uploads are AVAILABLE since then: when each of the first became so. */
async function endedAfter({ database }: BacklogStage, files: number, since: Date): Promise<Ended[]> {
  const sql = `SELECT organization_id AS "organizationId", extract(epoch FROM completed_at)::float8 AS at
    FROM uploads WHERE status = 'AVAILABLE' AND completed_at >= $1 ORDER BY completed_at LIMIT $2`;
  for (;;) {
    const { rows } = await database.query<Ended>(sql, [since, files]);
    if (rows.length >= files) return rows;
    await pause(LOOK_MS);
  }
}

const rateOf = (ended: Ended[]) => (ended.length - 1) / (ended.at(-1)!.at - ended[0]!.at);

const shareOf = (organizationId: string, ended: Ended[]) =>
  ended.filter((one) => one.organizationId === organizationId).length / ended.length;

function print(backlog: number, short: number, long: number, shares: number[]): void {
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  console.log();
  printTable([
    ['2 workers on Redis', 'files/s', '× short queue', 'shares of 3 tenants'],
    [`${SMALL} files waiting`, short.toFixed(1), '1.00', '–'],
    [`${backlog} files waiting`, long.toFixed(1), (long / short).toFixed(2), shares.map(percent).join(', ')],
  ]);
  console.log(`The tenants had ${SHARES.map(percent).join(', ')} of the waiting files.`);
}
