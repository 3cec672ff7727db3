import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import inspector from 'node:inspector';
import module from 'node:module';
import net from 'node:net';
import os from 'node:os';
import tls from 'node:tls';
import v8 from 'node:v8';
import { WASI } from 'node:wasi';
import { Worker } from 'node:worker_threads';

/** Where the attacks aim at; all of it belongs to the spec. */
export interface Targets {
  /** A TCP server on 127.0.0.1. */
  port: number;
  /** A unix socket. */
  socket: string;
  /** A UDP socket on 127.0.0.1. */
  udpPort: number;
  /** A file, readable for this user. */
  secret: string;
  /** A folder, writable for this user. */
  folder: string;
  /** Another process of this user. */
  pid: number;
}

/** What code that runs inside a caged process may try. Each throws when it is refused, and resolves when it has worked. */
type Attack = (targets: Targets) => unknown;

const connected = (socket: net.Socket) => once(socket, 'connect').finally(() => socket.destroy());
const privately = process as unknown as Record<string, (...args: unknown[]) => unknown>;

export const networkAttacks: Record<string, Attack> = {
  'net.connect': ({ port }) => connected(net.connect(port, '127.0.0.1')),
  'net.connect by name': ({ port }) => connected(net.connect(port, 'localhost')),
  'a subclass of Socket': ({ port }) => connected(new (class extends net.Socket {})().connect(port, '127.0.0.1')),
  'a unix socket': ({ socket }) => connected(net.connect(socket)),
  'the native handle': ({ port }) => {
    const socket = new net.Socket();
    socket.on('error', () => undefined).connect({ port, host: '127.0.0.1' });
    const { _handle: handle } = socket as unknown as { _handle: { constructor: new (type: number) => object } };
    const error = (new handle.constructor(0) as { bind(address: string): number }).bind('127.0.0.1');
    if (error) throw new Error(`bind refused: ${error}`);
  },
  'a server': async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening').finally(() => server.close());
  },
  'an http server': async () => {
    const server = http.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening').finally(() => server.close());
  },
  'http.get': ({ port }) =>
    new Promise((resolve, reject) => http.get({ port, host: '127.0.0.1' }).on('response', resolve).on('error', reject)),
  'http2.connect': async ({ port }) => {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    await once(session, 'connect').finally(() => session.destroy());
  },
  'tls.connect': ({ port }) => connected(tls.connect(port, '127.0.0.1')),
  fetch: ({ port }) => fetch(`http://127.0.0.1:${port}/`),
  WebSocket: async ({ port }) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error('refused'));
    });
  },
  'a datagram': async ({ udpPort }) => {
    const socket = dgram.createSocket('udp4');
    await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.send('x', udpPort, '127.0.0.1', (error) => (error ? reject(error) : resolve(undefined)));
    }).finally(() => socket.close());
  },
  'dns.lookup': () => dns.promises.lookup('localhost'),
  'a question to a name server': async ({ udpPort }) => {
    const resolver = new dns.promises.Resolver({ timeout: 200, tries: 1 });
    resolver.setServers([`127.0.0.1:${udpPort}`]);
    await resolver.resolve4('example.com').catch((error: NodeJS.ErrnoException) => {
      // The question was sent, though the target is no name server.
      if (error.code !== 'ETIMEOUT') throw error;
    });
  },
  'the built-in module by another way': ({ port }) =>
    connected(process.getBuiltinModule('net').connect(port, '127.0.0.1')),
  'the built-in module by require': ({ port }) =>
    connected(
      module
        .createRequire(import.meta.url)('net')
        .connect(port),
    ),
};

export const fileAttacks: Record<string, Attack> = {
  'readFile of a secret': ({ secret }) => fs.readFileSync(secret),
  'readFile of /etc/passwd': () => fs.readFileSync('/etc/passwd'),
  'the environment of this process': () => fs.readFileSync('/proc/self/environ'),
  'the command line of the parent': ({ pid }) => fs.readFileSync(`/proc/${pid}/cmdline`),
  'the memory of the parent': ({ pid }) => fs.openSync(`/proc/${pid}/mem`, 'r'),
  'a path through the code': ({ secret }) =>
    fs.readFileSync(`${import.meta.dirname}/../../../../../../../../../..${secret}`),
  'a path as bytes': ({ secret }) => fs.readFileSync(Buffer.from(secret)),
  'a path as URL': ({ secret }) => fs.readFileSync(new URL(`file://${secret}`)),
  'a promise of a file': ({ secret }) => fs.promises.readFile(secret),
  'a blob of a file': async ({ secret }) => (await fs.openAsBlob(secret)).text(),
  'a folder': ({ folder }) => fs.readdirSync(folder),
  'import of a file': ({ secret }) => import(secret),
  'writing a file': ({ folder }) => fs.writeFileSync(`${folder}/written`, 'x'),
  'writing the input': () => fs.writeSync(3, 'x'),
  'cutting the input': () => fs.ftruncateSync(3, 0),
  'a heap snapshot': ({ folder }) => v8.writeHeapSnapshot(`${folder}/heap`),
  'a database file': async ({ folder }) => new (await import('node:sqlite')).DatabaseSync(`${folder}/database`),
  'a database file attached': async ({ folder }) =>
    new (await import('node:sqlite')).DatabaseSync(':memory:').exec(
      `ATTACH '${folder}/attached' AS other; CREATE TABLE other.t(a)`,
    ),
  'a symbolic link': ({ secret, folder }) => fs.symlinkSync(secret, `${folder}/link`),
  'another folder': ({ folder }) => process.chdir(folder),
  'an environment file': ({ secret }) => process.loadEnvFile(secret),
  'a compile cache': ({ folder }) => {
    const { status } = module.enableCompileCache(folder);
    if (status !== module.constants.compileCacheStatus.ENABLED) throw new Error('refused');
  },
};

export const processAttacks: Record<string, Attack> = {
  'an environment variable': () => {
    if (Object.keys(process.env).length === 0) throw new Error('there is none');
  },
  spawn: () => once(childProcess.spawn('/bin/true'), 'spawn'),
  fork: () => once(childProcess.fork('x.js'), 'spawn'),
  'a synchronous command': () => childProcess.execSync('true'),
  execve: () => privately.execve!('/bin/true', ['true']),
  'a worker': () => once(new Worker('', { eval: true }), 'online'),
  'a signal to the parent': ({ pid }) => process.kill(pid, 0),
  'a native signal to the parent': ({ pid }) => {
    const error = privately._kill!(pid, 0);
    if (error) throw new Error(`signal refused: ${error as number}`);
  },
  'a debugger in the parent': ({ pid }) => privately._debugProcess!(pid),
  'an own debugger': () => inspector.open(0),
  'a debugger session': () => new inspector.Session().connect(),
  'a native addon': () => process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6'),
  'a native binding': () => privately.binding!('tcp_wrap'),
  'a linked binding': () => privately._linkedBinding!('tcp_wrap'),
  'an engine of OpenSSL': () => crypto.setEngine('/lib/x86_64-linux-gnu/libc.so.6'),
  WASI: () => new WASI({ version: 'preview1', preopens: { '/': '/' } }),
  'another user': () => process.setuid!(65_534),
  'the priority of the parent': ({ pid }) => os.setPriority(pid, 19),
  'a report': () => process.report.getReport(),
  'the name of this machine': () => os.hostname(),
  'a restored function': ({ pid }) => {
    const target = process as unknown as { kill: typeof process.kill };
    delete (target as Partial<typeof target>).kill;
    return Object.getPrototypeOf(process).kill(pid, 0);
  },
};

const all = { ...networkAttacks, ...fileAttacks, ...processAttacks };
export const attackNames = Object.keys(all);

/** What came of each attack: the message of the refusal, or `succeeded`. */
export async function attempt(names: string[], targets: Targets): Promise<Record<string, string>> {
  const outcomes: Record<string, string> = {};
  for (const name of names) {
    try {
      await all[name]!(targets);
      outcomes[name] = 'succeeded';
    } catch (error) {
      outcomes[name] = `refused: ${(error as Error).message}`;
    }
  }
  return outcomes;
}
