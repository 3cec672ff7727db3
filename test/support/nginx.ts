import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { selfSigned } from './certificates.js';
import { readDocument } from './documents.js';
import { until } from './resilience/until.js';

/** Debian's place for it, which is not on every PATH. */
const PROGRAM = '/usr/sbin/nginx';
const DOCUMENT = 'docs/operations/nginx.conf';

/** nginx with the configuration of the documents, but for addresses, ports and the certificate. */
export class Nginx {
  private constructor(
    private readonly directory: string,
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(port: number, airlockPort: number): Promise<Nginx> {
    const directory = await mkdtemp(join(tmpdir(), 'airlock-nginx-'));
    await chmod(directory, 0o755);
    const { privateKey, pem } = selfSigned();
    await writeFile(join(directory, 'tls.pem'), pem);
    await writeFile(join(directory, 'tls.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(join(directory, 'airlock.conf'), placed(readDocument(DOCUMENT), { directory, port, airlockPort }));
    await writeFile(join(directory, 'nginx.conf'), around(directory));
    const options = ['-p', directory, '-c', join(directory, 'nginx.conf'), '-e', 'stderr'];
    await promisify(execFile)(PROGRAM, [...options, '-t']);
    const child = spawn(PROGRAM, options, { stdio: ['ignore', 'ignore', 'inherit'] });
    await until(() => answers(port));
    return new Nginx(directory, child, port);
  }

  async dispose(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exit;
    await rm(this.directory, { recursive: true, force: true });
  }
}

interface Place {
  directory: string;
  port: number;
  airlockPort: number;
}

/** Each replacement must find what it replaces: otherwise the test would run another configuration than the document's. */
function placed(text: string, { directory, port, airlockPort }: Place): string {
  const replacements: [string, string][] = [
    ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
    ['server 127.0.0.1:3000;', `server 127.0.0.1:${airlockPort};`],
    ['/etc/ssl/files.example.com.pem', join(directory, 'tls.pem')],
    ['/etc/ssl/files.example.com.key', join(directory, 'tls.key')],
  ];
  return replacements.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`${DOCUMENT} has no "${from}".`);
    return result.replace(from, to);
  }, text);
}

const around = (directory: string) => `
daemon off;
pid ${directory}/nginx.pid;
events {}
http {
  access_log off;
  error_log stderr crit;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${directory}/${kind};`).join('\n  ')}
  include ${directory}/airlock.conf;
}`;

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(false));
  });
}
