import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageFile } from '../../src/boot/package-file.js';
import { Airlock, ROOT_KEY } from '../support/airlock.js';

const run = promisify(execFile);
let readme: string;
let airlock: Airlock;
let folder: string;

beforeAll(async () => {
  readme = await readFile(packageFile('README.md'), 'utf8');
  folder = await mkdtemp(join(tmpdir(), 'airlock-readme-'));
  airlock = await Airlock.start({ ownDatabaseServer: true });
});
afterAll(async () => {
  await airlock.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** The commands under a heading, one text a block. */
function blocksOf(heading: string): string[] {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  return [...section.split('\n## ', 1)[0]!.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block!.trim());
}

/** What a newcomer sees who pastes this, after putting in their own server and key. */
async function paste(blocks: string[]): Promise<string[]> {
  const script = blocks
    .join('\n')
    .replace(/^AIRLOCK=.*$/m, `AIRLOCK=${airlock.url}`)
    .replace(/^KEY=.*$/m, `KEY=${ROOT_KEY}`);
  const { stdout } = await run('bash', ['-eu', '-c', script], { cwd: folder, env: { PATH: process.env.PATH } });
  return stdout.trim().split('\n');
}

describe('the README', () => {
  it('starts everything and tests everything with one command each', async () => {
    expect(blocksOf('Quick start')[0]).toBe('npm ci && npm start');
    expect(blocksOf('Tests')[0]).toBe('npm ci && npm test');
    expect(await readFile(packageFile('.ci/run'), 'utf8')).toMatch(/^npm ci\nnpm test$/m);
  });

  it('walks a file through and has an infected one refused', async () => {
    expect(await paste(blocksOf('A walk with curl'))).toEqual([
      'COMPLETED',
      'Hello, Airlock.',
      'FAILED',
      'infected:Eicar-Test-Signature',
      'GONE',
    ]);
  });

  it('does the same in GraphQL', async () => {
    const [settings = '', tools = ''] = blocksOf('A walk with curl');
    const functions = tools.split('\n\n')[0]!;
    expect(await paste([settings, functions, ...blocksOf('The same in GraphQL')])).toEqual([
      'COMPLETED',
      'Hello, GraphQL.',
    ]);
  });
});
