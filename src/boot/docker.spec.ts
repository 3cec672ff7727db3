import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { DockerfileParser } from 'dockerfile-ast';
import { clamdSettings, composeServices } from '../../test/support/compose.js';
import { settings } from '../config/settings.js';
import { packageFile } from './package-file.js';

const read = (path: string) => readFileSync(packageFile(path), 'utf8');

/** The stages of docker/Dockerfile by name, the last one also as `image`. */
const stages: Record<string, { keyword: string; args: string[] }[]> = {};
for (const instruction of DockerfileParser.parse(read('docker/Dockerfile')).getInstructions()) {
  const [keyword, text] = [instruction.getKeyword(), instruction.getTextContent()];
  const args = text.slice(keyword.length).trim().split(/\s+/);
  if (keyword === 'FROM') stages[args.at(-1)!] = stages.image = [];
  else stages.image!.push({ keyword, args });
}
const image = stages.image!;
const only = (keyword: string) => image.filter((one) => one.keyword === keyword).map(({ args }) => args);

describe('the image', () => {
  const copied = Object.values(stages)
    .flat()
    .filter(({ keyword, args }) => keyword === 'COPY' && !args[0]!.startsWith('--from='))
    .flatMap(({ args }) => args.slice(0, -1));
  const allowed = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => new RegExp(`^${line.slice(1).replaceAll('.', '\\.').replace('*', '[^/]*')}(/|$)`));

  it.each([...new Set(copied)])('finds %s, and .dockerignore lets it in', (source) => {
    expect(existsSync(packageFile(source))).toBe(true);
    expect(allowed.some((pattern) => pattern.test(source))).toBe(true);
  });

  it('runs without privileges over files that its user cannot change', () => {
    expect(only('USER')).toEqual([['node']]);
    const user = image.findIndex(({ keyword }) => keyword === 'USER');
    expect(user).toBeGreaterThan(image.findLastIndex(({ keyword }) => ['RUN', 'COPY'].includes(keyword)));
  });

  it('is started as npm start does', () => {
    const [program, ...args] = JSON.parse(only('CMD').at(-1)!.join(' ')) as string[];
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    expect([program, ...args].join(' ')).toBe(scripts.start);
  });

  it('has no development tools and no second Node', () => {
    const installs = stages.production!.filter(({ args }) => args[0] === 'npm' && args[1] === 'ci');
    expect(installs).toHaveLength(1);
    expect(installs[0]!.args).toEqual(expect.arrayContaining(['--ignore-scripts', '--omit=dev', '--workspaces=false']));
    const packages = only('COPY').filter((args) => args.at(-1)!.endsWith('node_modules'));
    expect(packages.map(([from]) => from)).toEqual(['--from=production']);
  });

  it('names the ports of both roles', () => {
    const ports = [settings.PORT.fallback, settings.WORKER_PORT.fallback].map(String);
    expect(only('EXPOSE').flat()).toEqual(ports);
  });
});

describe('its health check', () => {
  async function check(env: Record<string, string>): Promise<number> {
    const child = spawn(process.execPath, [packageFile('docker/healthcheck.mjs')], { env });
    return ((await once(child, 'exit')) as [number])[0];
  }

  it.each([
    { role: 'api', setting: 'PORT', status: 200, code: 0 },
    { role: 'api', setting: 'PORT', status: 503, code: 1 },
    { role: 'worker', setting: 'WORKER_PORT', status: 200, code: 0 },
    { role: 'worker', setting: 'WORKER_PORT', status: 503, code: 1 },
  ])('of a role $role ends with $code at a readiness of $status', async ({ role, setting, status, code }) => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const env = { AIRLOCK_ROLE: role, [setting]: String((server.address() as AddressInfo).port) };
    expect(await check(env)).toBe(code);
    expect(asked).toEqual(['/health/ready']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await check(env)).toBe(1);
  });
});

describe('compose', () => {
  // Throws for a variable without a default: it starts without any.
  const services = composeServices();
  const ours = ['api', 'worker', 'store-bucket'];

  it('sets only what Airlock reads', () => {
    const names = ours.flatMap((name) => Object.keys(services[name]!.environment!));
    expect(names.length).toBeGreaterThan(12);
    expect(names.filter((name) => !(name in settings))).toEqual([]);
  });

  it('lets clamd take what Airlock sends', () => {
    const given = Number(services.worker!.environment!.CLAMD_MAX_SCAN_BYTES);
    expect(given).toBe(settings.CLAMD_MAX_SCAN_BYTES.fallback);
    const clamd = clamdSettings();
    for (const name of ['StreamMaxLength', 'MaxFileSize', 'MaxScanSize'])
      expect(Number(clamd[name])).toBeGreaterThanOrEqual(given);
    expect(clamd.AlertExceedsMax).toBe('yes');
  });

  it('opens ports of the API and the store, to this machine only', () => {
    const open = Object.entries(services).filter(([, { ports = [] }]) => ports.length > 0);
    expect(open.map(([name]) => name).sort()).toEqual(['api', 'store']);
    for (const port of open.flatMap(([, { ports }]) => ports!)) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});
