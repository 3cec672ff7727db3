import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { settings } from '../config/settings.js';
import { packageFile } from './package-file.js';

const read = (path: string) => readFileSync(packageFile(path), 'utf8');
const dockerfile = read('docker/Dockerfile');
const compose = read('docker/compose.yaml');
const instructions = dockerfile.split('\n').filter((line) => /^[A-Z]+ /.test(line));

describe('the image', () => {
  const copies = instructions
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));

  it.each(copies)('finds %s, and .dockerignore lets it in', (source) => {
    expect(existsSync(packageFile(source))).toBe(true);
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const isAllowed = allowed.some((line) => {
      const pattern = line.slice(1).replaceAll('.', '\\.').replace('*', '[^/]*');
      return new RegExp(`^${pattern}(/|$)`).test(source);
    });
    expect(isAllowed).toBe(true);
  });

  it('runs as nobody of importance, with the files that run here', () => {
    const users = instructions.filter((line) => line.startsWith('USER '));
    expect(users).toEqual(['USER node']);
    expect(instructions.indexOf(users[0]!)).toBeGreaterThan(
      instructions.findLastIndex((line) => /^(RUN|COPY)/.test(line)),
    );
    const [program, ...args] = JSON.parse(instructions.at(-1)!.replace('CMD ', '')) as string[];
    expect([program, `node ${args.join(' ')}`]).toEqual([
      'node',
      (JSON.parse(read('package.json')) as { scripts: { start: string } }).scripts.start,
    ]);
  });

  it('has no development tools and no second Node', () => {
    const [production] = dockerfile.split('AS production')[1]!.split('FROM');
    expect(production).toMatch(/npm ci --ignore-scripts --omit=dev --omit=optional/);
    expect(dockerfile).toMatch(/COPY --from=production \/app\/node_modules/);
  });
});

describe('its health check', () => {
  async function check(env: Record<string, string>): Promise<number> {
    const child = spawn(process.execPath, [packageFile('docker/healthcheck.mjs')], { env });
    return ((await once(child, 'exit')) as [number])[0];
  }

  it.each([
    [200, 0],
    [503, 1],
  ])('takes a readiness of %d for %d', async (status, code) => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await check({ PORT: String(port), AIRLOCK_ROLE: 'api' })).toBe(code);
    expect(asked).toEqual(['/health/ready']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await check({ PORT: String(port), AIRLOCK_ROLE: 'api' })).toBe(1);
    expect(await check({ PORT: String(port), AIRLOCK_ROLE: 'worker' })).toBe(0);
  });
});

describe('compose', () => {
  const ours = compose.slice(compose.indexOf('x-environment'), compose.indexOf('  postgres:\n'));

  it('sets only what Airlock reads', () => {
    const names = [...ours.matchAll(/^ +([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(12);
    expect(names.filter((name) => !(name in settings))).toEqual([]);
  });

  it('gives every variable a default, so that it starts without any', () => {
    expect([...compose.matchAll(/\$\{(\w+)(?!:-|\w)/g)]).toEqual([]);
  });

  it('lets clamd take what Airlock sends', () => {
    const conf = read('docker/clamd.conf');
    const given = Number(/CLAMD_MAX_SCAN_BYTES: '(\d+)'/.exec(compose)![1]);
    expect(given).toBe(settings.CLAMD_MAX_SCAN_BYTES.fallback);
    for (const name of ['StreamMaxLength', 'MaxFileSize', 'MaxScanSize'])
      expect(Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(conf)![1])).toBeGreaterThanOrEqual(given);
    expect(conf).toMatch(/^AlertExceedsMax yes$/m);
  });

  it('opens no port to other machines', () => {
    const ports = [...compose.matchAll(/ports: \['([^']+)'\]/g)].map(([, port]) => port!);
    expect(ports).toHaveLength(2);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});
