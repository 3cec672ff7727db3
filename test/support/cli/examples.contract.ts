import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { packageFile } from '../../../src/boot/package-file.js';
import { ROOT_KEY } from '../airlock.js';
import { eicar, noise } from '../fixtures.js';
import { type SdkScene } from '../sdk/sdk-scene.js';
import { Cli } from './cli.js';

const pythonMissing =
  spawnSync('python3', ['-c', 'import requests']).status === 0 ? undefined : 'python3 or its requests is not installed';

export function examplesContract(scene: () => SdkScene): void {
  let cli: Cli;
  beforeEach(async () => {
    cli = await Cli.at(scene().url);
    await writeFile(cli.path('good.bin'), noise(300_000, 'example'));
    await writeFile(cli.path('virus.txt'), eicar());
  });
  afterEach(() => cli.dispose());

  /** As a reader of its page runs it. */
  const run = (command: string, example: string, ...args: string[]) => {
    const path = [packageFile('node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
    const env = { PATH: path, HOME: cli.folder, AIRLOCK_URL: scene().url, AIRLOCK_API_KEY: ROOT_KEY };
    return cli.program([command, packageFile(`examples/${example}`), ...args], env);
  };

  describe(`examples/python${pythonMissing ? ` (skipped: ${pythonMissing})` : ''}`, () => {
    const look = pythonMissing ? it.skip : it;

    look('uploads, waits and downloads', async () => {
      const { code, out, err } = await run('python3', 'python/upload.py', 'good.bin', 'copy.bin');
      expect({ code, out, err }).toEqual({
        code: 0,
        out: expect.stringMatching(/^upl_\w+ COMPLETED [0-9a-f]{64}\n$/),
        err: '',
      });
      expect((await readFile(cli.path('copy.bin'))).equals(await readFile(cli.path('good.bin')))).toBe(true);
    });

    look('says why a file is refused', async () => {
      const { code, err } = await run('python3', 'python/upload.py', 'virus.txt');
      expect({ code, err }).toEqual({ code: 1, err: 'virus.txt was not accepted: infected:Eicar-Test-Signature\n' });
    });
  });

  describe('examples/shell', () => {
    it('sends a file with curl', async () => {
      const sent = await run('sh', 'shell/send.sh', 'good.bin', 'application/octet-stream');
      expect(sent).toMatchObject({ code: 0, out: expect.stringMatching(/^upl_\w+ COMPLETED \n$/), err: '' });
      const refused = await run('sh', 'shell/send.sh', 'virus.txt', 'text/plain');
      expect(refused).toMatchObject({ code: 1, out: expect.stringMatching(/^upl_\w+ FAILED infected:Eicar\S+\n$/) });
    });

    it('archives a folder with the command line', async () => {
      await mkdir(cli.path('archive'));
      await writeFile(cli.path('archive', 'fine.txt'), 'fine');
      expect(await run('sh', 'shell/archive.sh', 'archive')).toMatchObject({
        code: 0,
        out: expect.stringMatching(/Everything is archived\.\n$/),
      });
      await writeFile(cli.path('archive', 'virus.txt'), eicar());
      const { code, out, err } = await run('sh', 'shell/archive.sh', 'archive');
      expect({ code, out, err }).toMatchObject({
        ...{ code: 0, out: expect.stringMatching(/refused +infected[^]*Archived, but for the files/) },
        err: expect.stringMatching(/Some files will be refused[^]*virus\.txt was not accepted/),
      });
    });
  });
}
