// Mixed clients against kills, pauses and outages: `npm run soak -- --seconds 600 --seed 7`.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const options = { seconds: { type: 'string', default: '300' }, seed: { type: 'string' } };
const { values } = parseArgs({ options });
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31));
const env = { ...process.env, AIRLOCK_SOAK_SECONDS: values.seconds, AIRLOCK_SOAK_SEED: seed };
const args = ['run', 'test:e2e', '--', '--testPathPatterns', 'e2e/soak'];
process.exitCode = spawnSync('npm', args, { env, stdio: 'inherit' }).status ?? 1;
