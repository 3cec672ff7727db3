import { type ChildProcess, fork } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findIsolation } from '../../../src/platform/cage/process/isolation.js';
import { attackNames, attempt, networkAttacks, type Targets } from '../../support/cage/attacks.js';
import {
  childrenOf,
  framesOf,
  jobOf,
  nodeAlone,
  runningCage,
  type RunningCage,
} from '../../support/cage/running-cage.js';

let running: RunningCage;
let targets: Targets;
let visits = 0;
const servers: { close(): unknown }[] = [];

beforeAll(async () => {
  running = await runningCage(2, nodeAlone);
  const { directory } = running;
  const visited = (socket: net.Socket) => {
    visits += 1;
    socket.on('error', () => undefined).end();
  };
  const tcp = net.createServer(visited).listen(0, '127.0.0.1');
  const unix = net.createServer(visited).listen(join(directory, 'socket'));
  const udp = dgram.createSocket('udp4').on('message', () => (visits += 1));
  udp.bind(0, '127.0.0.1');
  servers.push(tcp, unix, udp);
  await Promise.all(servers.map((server) => once(server as net.Server, 'listening')));
  writeFileSync(join(directory, 'secret.mjs'), 'export default "secret"');
  targets = {
    port: (tcp.address() as AddressInfo).port,
    socket: join(directory, 'socket'),
    udpPort: udp.address().port,
    secret: join(directory, 'secret.mjs'),
    folder: directory,
    pid: process.pid,
  };
});
afterAll(async () => {
  for (const server of servers) server.close();
  await running.stop();
});

const ways = [
  { way: 'of JavaScript', file: 'attacking-program.js', isNative: false },
  { way: 'that loads native code', file: 'native-attacking-program.js', isNative: true },
];

describe.each(ways)('code that took over a caged process $way, with Node’s means alone', ({ file, isNative }) => {
  let outcomes: Record<string, string>;
  beforeAll(async () => {
    const program = new URL(`../../support/cage/${file}`, import.meta.url);
    const [frame] = await framesOf(running.cage, { ...jobOf(''), program, isNative, options: targets });
    outcomes = (frame as { value: Record<string, string> }).value;
  });

  it.each(attackNames)('is refused: %s', (name) => {
    expect(outcomes[name]).toMatch(/^refused: /);
  });

  it('reached no socket, and left no file', () => {
    expect(visits).toBe(0);
    expect(readdirSync(targets.folder).sort()).toEqual(['secret.mjs', 'socket']);
  });
});

describe('the same code outside', () => {
  it('reaches the network', async () => {
    const reaching = ['net.connect', 'a unix socket', 'a datagram', 'dns.lookup', 'a server'];
    expect(Object.keys(networkAttacks)).toEqual(expect.arrayContaining(reaching));
    expect(Object.values(await attempt(reaching, targets))).toEqual(reaching.map(() => 'succeeded'));
    while (visits < 3) await pause(10);
  });
});

describe('a parent that is killed', () => {
  const parentModule = new URL('../../support/cage/parent.js', import.meta.url);

  it.each(['wait', 'spin'])('takes its processes with it: %s', async (act) => {
    const isolation = await findIsolation();
    // Where the kernel does not end them, the one that computes is left to the limit of its processor time.
    const parent = fork(parentModule, [act, isolation.endsWithParent ? 'found' : 'node']);
    await ends(parent);
  });

  it('leaves a computing process to the limit of its processor time, with Node’s means alone', async () => {
    await ends(fork(parentModule, ['spin', 'node']));
  });
});

/** Kills the parent once its job runs, and waits until none of its processes is left. */
async function ends(parent: ChildProcess): Promise<void> {
  await once(parent, 'message');
  const ids = childrenOf(parent.pid!);
  expect(ids.length).toBeGreaterThan(0);
  parent.kill('SIGKILL');
  while (ids.some((id) => existsSync(`/proc/${id}`))) await pause(20);
}
