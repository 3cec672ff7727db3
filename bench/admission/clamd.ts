import { whyNoClamd } from '../../test/support/clamd.js';
import { printTable } from '../report.js';
import { medians } from '../rounds.js';
import { BenchClamd } from './clamd-server.js';
import type { Options } from './options.js';
import { admit, type Run } from './run.js';
import { onAdmissionStage } from './stage.js';

const MEBIBYTES = 4;
const SIZE = MEBIBYTES * 1024 * 1024;
/** As many streams as clamd has threads, and more clients than that, so that clamd never waits for a client. */
const [STREAMS, CLIENTS, FILES] = [4, 8, 24];

interface Round extends Run {
  alonePerSecond: number;
}

/** Files that a real clamd scans, beside that clamd with nothing around it. */
export async function measureClamd({ rounds }: Options): Promise<void> {
  const why = await whyNoClamd();
  if (why) return console.log(`\nNot measured: clamd. ${why}`);
  const clamd = await BenchClamd.start();
  try {
    await onAdmissionStage({ CLAMD_URL: clamd.url, SCAN_CONCURRENCY: String(STREAMS) }, async (stage) => {
      const figures: Round[] = [];
      await admit(stage, { size: SIZE, clients: CLIENTS, files: FILES });
      for (let round = 1; round <= rounds; round++) {
        const alonePerSecond = await clamd.scanAlone(SIZE, STREAMS, FILES);
        figures.push({ ...(await admit(stage, { size: SIZE, clients: CLIENTS, files: FILES })), alonePerSecond });
        process.stderr.write(`clamd, round ${round} of ${rounds}\n`);
      }
      print(medians(figures));
    });
  } finally {
    await clamd.dispose();
  }
}

function print({ perSecond, alonePerSecond, serverMs, postgresMs }: Round): void {
  const rate = (filesPerSecond: number) => (filesPerSecond * MEBIBYTES).toFixed(1);
  const ratio = (perSecond / alonePerSecond).toFixed(2);
  console.log();
  printTable([
    [`${MEBIBYTES} MiB, real clamd`, 'MiB/s', '× clamd alone', 'server ms', 'PostgreSQL ms'],
    ['clamd alone', rate(alonePerSecond), '1.00', '–', '–'],
    ['create until AVAILABLE', rate(perSecond), ratio, serverMs.toFixed(0), postgresMs.toFixed(0)],
  ]);
}
