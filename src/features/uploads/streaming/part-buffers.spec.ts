import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Config } from '../../../config/config.js';
import { TemporaryFiles } from '../../../platform/temporary-files/temporary-files.js';
import { PartBuffers } from './part-buffers.js';

const SLABS = 4;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'airlock-part-buffers-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('PartBuffers', () => {
  it('are in memory, then on disk up to a share, then refused until one is given back', async () => {
    const config = { get: () => 8 * 8 * 1024 ** 2 } as unknown as Config;
    const buffers = new PartBuffers(new TemporaryFiles(directory), config);
    const take = (owner: string) => buffers.take(owner);
    const inMemory = await Promise.all(Array.from({ length: SLABS }, () => take('org_a')));
    const onDisk = [await take('org_a'), await take('org_a')];
    await expect(take('org_a')).rejects.toMatchObject({ code: 'STAGING_LIMIT_EXCEEDED', kind: 'unavailable' });
    onDisk.push(await take('org_b'));
    await onDisk.shift()!.close(false);
    onDisk.push(await take('org_a'));
    for (const buffer of [...inMemory, ...onDisk]) await buffer.close(false);
  });
});
