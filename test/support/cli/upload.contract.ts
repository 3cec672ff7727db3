import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Api, type Json } from '../api.js';
import { eicar, noise, png } from '../fixtures.js';
import { found } from '../resilience/until.js';
import { MIB, type SdkScene } from '../sdk/sdk-scene.js';
import { Cli, terminalMissing } from './cli.js';

export function uploadContract(scene: () => SdkScene): void {
  let cli: Cli;
  let api: Api;
  beforeEach(async () => {
    cli = await Cli.at(scene().url);
    api = scene().api;
  });
  afterEach(() => cli.dispose());
  const file = (name: string, bytes: string | Buffer) => writeFile(cli.path(name), bytes);
  const ofName = (name: string) => scene().uploadsOf(name);

  it('sends files, folders and what is piped in, and tells of each', async () => {
    await mkdir(cli.path('trip', 'day one'), { recursive: true });
    await file('trip/day one/a.png', png());
    await file('trip/notes.txt', 'notes');
    await symlink('/etc', cli.path('trip', 'elsewhere'));
    const options = ['--bucket', 'exports', '-m', 'trip=alps', '--wait'];
    const { code, out, err } = await cli.run(['upload', 'trip', '-', ...options], { input: noise(300_000) });
    expect({ code, err }).toEqual({ code: 0, err: 'Left out: trip/elsewhere is a link (--follow-links).\n' });
    expect(out.trim().split('\n')).toHaveLength(3);
    for (const line of out.trim().split('\n')) expect(line).toMatch(/^upl_\w{16} {2}available +[\d.]+ k?B {2}\S/);
    const { items } = (await api.get('/v1/uploads?bucket_id=exports&metadata.trip=alps')).body;
    expect(
      items.map(({ filename, metadata, content_type }: Json) => [filename, metadata, content_type]).sort(),
    ).toEqual([
      ['a.png', { trip: 'alps', path: 'trip/day one/a.png' }, 'image/png'],
      ['notes.txt', { trip: 'alps', path: 'trip/notes.txt' }, 'text/plain'],
      ['stdin', { trip: 'alps' }, 'application/octet-stream'],
    ]);
  });

  it('answers JSON, a line for each file', async () => {
    await file('one.txt', 'one');
    const printed = await cli.json(['upload', 'one.txt', 'none.txt', '--quiet']);
    expect(printed).toContainEqual({
      ...{ path: 'one.txt', file_id: expect.stringMatching(/^upl_/), filename: 'one.txt', mime_type: 'text/plain' },
      ...{ size: 3, status: expect.stringMatching(/^(pending_scan|available)$/) },
    });
    expect(printed).toContainEqual({ path: 'none.txt', skipped: 'does not exist' });
    expect((await cli.run(['upload', 'one.txt', 'none.txt'])).code).toBe(1);
  });

  it('says why a file is refused, goes on with the others, and exits with 3', async () => {
    await file('virus.txt', eicar());
    await file('empty.txt', '');
    await file('fine.txt', 'fine');
    const { code, out, err } = await cli.run(['upload', 'virus.txt', 'empty.txt', 'fine.txt', '--wait']);
    expect(code).toBe(3);
    expect(out).toMatch(/^upl_\w+ {2}available .* fine\.txt\n$/);
    expect(err).toMatch(/error: virus\.txt was not accepted\. It contains malware.*\(FILE_REJECTED\)/);
    expect(err).toMatch(/error: empty\.txt: The file is empty/);
    const [told] = await cli.json(['upload', 'virus.txt', '--wait']);
    expect(told).toMatchObject({
      ...{ path: 'virus.txt' },
      error: { code: 'FILE_REJECTED', status_reason: 'infected:Eicar-Test-Signature', exit_code: 3 },
    });
  });

  it('refuses arguments before anything is sent', async () => {
    for (const args of [
      ['-m', 'novalue'],
      ['--max-size', 'much'],
      ['--parallel', '0'],
      ['--name', 'x', 'b.txt'],
    ])
      expect(await cli.run(['upload', 'a.txt', ...args])).toMatchObject({ code: 2, out: '' });
    expect(await cli.run(['upload', 'a.txt', '-b', 'nowhere'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('a.txt'),
    });
  });

  describe('interrupted by Ctrl-C', () => {
    it('goes on with the parts that are missing, and sends no finished file again', async () => {
      const { path, sha256 } = await scene().file('large.bin', 64 * MIB);
      await file('small.txt', 'small');
      const gate = Promise.withResolvers<void>();
      const { faults } = scene().store.proxy;
      const count = faults.before!;
      faults.before = (request) => {
        void count(request);
        const part = Number(new URL(request.url!, 'http://store').searchParams.get('partNumber'));
        if (part > 3) return gate.promise;
      };
      const running = cli.start(['upload', 'small.txt', path]);
      const [upload] = await found(async () => {
        const uploads = await ofName('large.bin');
        const stored = uploads[0] && (await api.get(`/v1/uploads/${uploads[0].upload_id}/parts`)).body.parts.length;
        return stored === 3 && running.out.includes('small.txt') ? uploads : undefined;
      });
      running.interrupt();
      const { code, err } = await running.ended;
      expect({ code, err }).toEqual({
        code: 130,
        err: expect.stringContaining('Run the same command again to go on.'),
      });
      gate.reject(new Error('cut'));
      scene().mend();
      const again = await cli.run(['upload', 'small.txt', path, '--wait']);
      expect(again).toMatchObject({ code: 0, err: expect.stringContaining('Going on: 1 file of an earlier run') });
      expect(
        scene()
          .puts.map(({ part }) => part)
          .sort(),
      ).toEqual([4, 5, 6, 7, 8]);
      expect(await ofName('small.txt')).toHaveLength(1);
      const [sent] = await ofName('large.bin');
      expect(await ofName('large.bin')).toHaveLength(1);
      expect(sent).toMatchObject({ upload_id: upload.upload_id, status: 'COMPLETED', file_hash: sha256 });
      // Everything is done: the same command is another upload.
      await cli.run(['upload', 'small.txt', '--wait']);
      expect(await ofName('small.txt')).toHaveLength(2);
    });

    it('ends on the server what cannot go on', async () => {
      await file('whole.txt', 'whole');
      scene().storeLine.set('paused');
      const running = cli.start(['upload', 'whole.txt']);
      await found(async () => (await ofName('whole.txt'))[0]);
      running.interrupt();
      expect(await running.ended).toMatchObject({ code: 130 });
      expect(await ofName('whole.txt')).toMatchObject([{ status: 'CANCELED' }]);
    });
  });

  describe(`on a terminal${terminalMissing ? ` (skipped: ${terminalMissing})` : ''}`, () => {
    const look = terminalMissing ? it.skip : it;

    look('draws bars in colour, below the lines', async () => {
      const { path } = await scene().file('bars.bin', 20 * MIB);
      const { code, out } = await cli.onTerminal(['upload', path, '--wait']).ended;
      expect(code).toBe(0);
      const shown = out.replaceAll('\u001b', 'ESC');
      expect(shown).toMatch(/bars\.bin +ESC\[36m█*ESC\[0mESC\[2m░*ESC\[0m +\d+%/);
      expect(shown).toMatch(/ESC\[32mavailableESC\[0m +21\.0 MB/);
    });

    look('has no colours with NO_COLOR, and no bars with --quiet', async () => {
      await file('plain.txt', 'plain');
      const { out } = await cli.onTerminal(['upload', 'plain.txt', '--wait'], { env: { NO_COLOR: '1' } }).ended;
      expect(out.replaceAll('\u001b', 'ESC')).not.toMatch(/ESC\[\d+m/);
      const quiet = await cli.onTerminal(['upload', 'plain.txt', '--quiet']).ended;
      expect(quiet.out).not.toContain('░');
    });
  });
}
