import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { secretOf } from './secret.js';

let dataDir: string;
beforeEach(async () => void (dataDir = join(await mkdtemp(join(tmpdir(), 'airlock-secret-')), 'data')));
afterEach(() => rm(join(dataDir, '..'), { recursive: true, force: true }));

describe('secretOf', () => {
  it('makes 256 bits once and keeps them', async () => {
    const secret = await secretOf(dataDir);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await secretOf(dataDir)).toBe(secret);
  });

  it('is another one for every installation', async () => {
    expect(await secretOf(dataDir)).not.toBe(await secretOf(join(dataDir, 'other')));
  });

  it('can be read by its owner alone', async () => {
    await secretOf(dataDir);
    expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600);
  });

  it('is the same for all that read it at the same moment', async () => {
    const secrets = await Promise.all(Array.from({ length: 10 }, () => secretOf(dataDir)));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('replaces what a crash at the first start left empty', async () => {
    const secret = await secretOf(dataDir);
    await writeFile(join(dataDir, 'secret'), '');
    const next = await secretOf(dataDir);
    expect(next).toMatch(/^[0-9a-f]{64}$/);
    expect(next).not.toBe(secret);
  });
});
