import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { noise } from '../fixtures.js';
import { until } from '../resilience/until.js';
import { MIB, type SdkScene } from '../sdk/sdk-scene.js';
import { Cli, terminalMissing } from './cli.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export function getContract(scene: () => SdkScene): void {
  const small = noise(200_000, 'small');
  const large = noise(24 * MIB, 'large');
  let cli: Cli;
  const ids: Record<string, string> = {};
  const send = async (file: Buffer, filename: string) => {
    const files = scene().client().files();
    const { fileId } = await files.upload({ file, filename, bucket: 'assets' });
    await files.waitForScan(fileId);
    return fileId;
  };
  beforeAll(async () => {
    ids.small = await send(small, 'small.bin');
    ids.large = await send(large, 'large.bin');
    ids.hidden = await send(small, '.bashrc');
  });
  beforeEach(async () => (cli = await Cli.at(scene().url)));
  afterEach(() => cli.dispose());

  it('writes a file under its own name, made safe, or into a folder, or to a path', async () => {
    await mkdir(cli.path('folder'));
    expect(await cli.run(['get', ids.small!])).toMatchObject({ code: 0, err: '' });
    expect((await readFile(cli.path('small.bin'))).equals(small)).toBe(true);
    const [told] = await cli.json(['get', ids.hidden!, '-o', 'folder']);
    expect(told).toEqual({
      ...{ file_id: ids.hidden, path: cli.path('folder', '_bashrc'), size: small.length, sha256: sha256(small) },
    });
    await cli.run(['get', ids.small!, '-o', 'other.bin']);
    expect((await readdir(cli.folder)).filter((name) => !name.startsWith('.')).sort()).toEqual([
      'folder',
      'other.bin',
      'small.bin',
    ]);
  });

  it('overwrites nothing without --force, also no link', async () => {
    await writeFile(cli.path('small.bin'), 'mine');
    await writeFile(cli.path('secret'), 'mine');
    await symlink('secret', cli.path('link'));
    for (const args of [[], ['-o', 'small.bin'], ['-o', 'link']]) {
      const { code, err } = await cli.run(['get', ids.small!, ...args]);
      expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/exists already.*--force.*FILE_EXISTS/) });
    }
    expect(await readFile(cli.path('small.bin'), 'utf8')).toBe('mine');
    expect(await cli.run(['get', ids.small!, '--force', '-o', 'link'])).toMatchObject({ code: 0 });
    expect((await readFile(cli.path('link'))).equals(small)).toBe(true);
    expect(await readFile(cli.path('secret'), 'utf8')).toBe('mine');
  });

  it('writes the bytes alone into a pipe', async () => {
    const running = cli.start(['get', ids.large!, '-o', '-']);
    const hash = createHash('sha256');
    running.child.stdout!.on('data', (chunk: Buffer) => hash.update(chunk));
    expect(await running.ended).toMatchObject({ code: 0, err: '' });
    expect(hash.digest('hex')).toBe(sha256(large));
  });

  it('ends quietly when its reader has enough', async () => {
    const running = cli.start(['get', ids.large!, '-o', '-']);
    running.child.stdout!.once('data', () => running.child.stdout!.destroy());
    expect(await running.ended).toMatchObject({ code: 0, err: '' });
  });

  it('goes on after a cut of the network by itself', async () => {
    scene().storeLine.cutAfter(10 * MIB);
    expect(await cli.run(['get', ids.large!])).toMatchObject({ code: 0 });
    expect(sha256(await readFile(cli.path('large.bin')))).toBe(sha256(large));
  });

  it('goes on after Ctrl-C when it is run again', async () => {
    const part = cli.path(`large.bin.${ids.large}.part`);
    const sizeOf = () =>
      stat(part).then(
        ({ size }) => size,
        () => 0,
      );
    const halfway = scene().storeLine.pauseAfterReceiving(4 * MIB);
    const running = cli.start(['get', ids.large!]);
    await halfway;
    await until(async () => (await sizeOf()) > 0);
    running.interrupt();
    expect(await running.ended).toMatchObject({ code: 130 });
    scene().storeLine.set('open');
    const size = await sizeOf();
    expect(size).toBeLessThan(large.length);
    expect(await cli.run(['get', ids.large!])).toMatchObject({
      code: 0,
      err: expect.stringContaining('Going on after'),
    });
    expect(sha256(await readFile(cli.path('large.bin')))).toBe(sha256(large));
    await expect(stat(part)).rejects.toThrow('ENOENT');
  });

  it('keeps no file whose bytes are not those that were stored', async () => {
    const part = cli.path(`small.bin.${ids.small}.part`);
    await writeFile(part, Buffer.alloc(1000));
    const { code, err } = await cli.run(['get', ids.small!]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('CHECKSUM_MISMATCH') });
    expect((await readdir(cli.folder)).filter((name) => !name.startsWith('.'))).toEqual([]);
    // A link in the place of what was begun leads nowhere.
    await symlink('/etc/hostname', part);
    expect(await cli.run(['get', ids.small!])).toMatchObject({ code: 1, err: expect.stringContaining('ELOOP') });
  });

  it('says what is in the way', async () => {
    expect(await cli.run(['get', 'upl_0000000000000000'])).toMatchObject({
      code: 5,
      err: expect.stringContaining('NOT_FOUND'),
    });
    expect(await cli.run(['get'])).toMatchObject({ code: 2, err: expect.stringContaining('airlock get <id>') });
    expect(await cli.run(['get', ids.small!, '-o', 'none/x'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('ENOENT'),
    });
  });

  const look = terminalMissing ? it.skip : it;
  look(`writes no bytes to a terminal${terminalMissing ? ` (skipped: ${terminalMissing})` : ''}`, async () => {
    const { code, out } = await cli.onTerminal(['get', ids.small!, '-o', '-']).ended;
    expect({ code, out }).toEqual({ code: 2, out: expect.stringContaining('add --force') });
  });
}
