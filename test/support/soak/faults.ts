import { setTimeout as pause } from 'node:timers/promises';
import type { Installation, Member } from './installation.js';
import type { SeededRandom } from './random.js';

/** Longer than a lease; clients retry for longer than this. */
const STOPPED_MS = 3_500;
const AWAY_MS = 1_500;

type Fault = (member: Member) => Promise<void>;

async function lineFault(member: Member, part: 'database' | 'store', line: 'reset' | 'silent' | 'paused') {
  member.lines[part].set(line);
  await pause(AWAY_MS);
  member.lines[part].set('open');
}

async function slow(member: Member, part: 'database' | 'store') {
  member.lines[part].delay(40);
  await pause(AWAY_MS);
  member.lines[part].delay(0);
}

async function stopAndGoOn({ server }: Member) {
  if (!server) return;
  process.kill(server.pid, 'SIGSTOP');
  await pause(STOPPED_MS);
  process.kill(server.pid, 'SIGCONT');
}

const faults: readonly (readonly [string, Fault, number])[] = [
  ['kill -9', (member) => member.restart(), 4],
  ['stopped for longer than a lease', stopAndGoOn, 3],
  ...(['database', 'store'] as const).flatMap((part) => [
    [`${part} refuses`, (member: Member) => lineFault(member, part, 'reset'), 2] as const,
    [`${part} swallows everything`, (member: Member) => lineFault(member, part, 'silent'), 2] as const,
    [`${part} holds everything back`, (member: Member) => lineFault(member, part, 'paused'), 1] as const,
    [`${part} is slow`, (member: Member) => slow(member, part), 1] as const,
    [`${part} loses its connections`, (member: Member) => Promise.resolve(member.lines[part].cut()), 2] as const,
  ]),
];

/** Injects one fault after the other until the given time; each is repaired before the next. */
export async function injectFaults(
  installation: Installation,
  random: SeededRandom,
  { until, log }: { until: number; log: (fault: string) => void },
): Promise<void> {
  while (Date.now() < until) {
    const member = random.pick(installation.members);
    const [name, cause] = random.weighted(faults.map(([named, fault, weight]) => [[named, fault], weight] as const));
    log(`${member.name}: ${name}`);
    await cause(member);
    await pause(random.below(1_000));
  }
}
