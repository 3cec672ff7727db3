import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withAuditor } from '../../src/boot/audit/run-audit.js';
import { eicar, encryptedZip, html, pdf, png, zipOf } from '../support/fixtures.js';
import { realFilesMissing, unpackRealFiles } from '../support/real-files.js';

const defaults = { directory: '.', json: false, typePolicy: 'contradicted', unscannablePolicy: 'reject' } as const;

/** As `npm run audit:files` runs it: what it printed, and how it ended. */
function audit(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH };
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/src/audit-files.js', ...args], { env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

describe('npm run audit:files', () => {
  let folder: string;
  const files: Record<string, Buffer> = {
    'a.png': png(),
    'page.png': html(),
    'deep/b.pdf': pdf(),
    'deep/source.ts': Buffer.from('export const a = 1;\n'),
    'deep/c.zip': zipOf({ 'd.txt': eicar() }),
    'locked.zip': encryptedZip(),
    'my.bin': Buffer.from([1, 2, 3]),
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airlock-audited-'));
    await mkdir(join(folder, 'deep'));
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
    await symlink('..', join(folder, 'deep', 'round'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reports what would be refused, and why', async () => {
    const { code, out } = await audit(folder);
    expect(code).toBe(1);
    expect(out).toContain('REFUSED  page.png\n  mime_mismatch; declared image/png, shown text/html\n');
    expect(out).toMatch(/REFUSED {2}deep\/c\.zip\n {2}infected:/);
    expect(out).toContain(
      'REFUSED  locked.zip\n  unscannable:encrypted; declared application/zip, shown application/zip\n',
    );
    expect(out).toContain('7 files,');
    expect(out).toContain('4 admitted, 0 quarantined, 3 refused');
    expect(out).not.toContain('a.png\n');
  });

  it('reports each file in JSON, by the given policies', async () => {
    const { code, out } = await audit(folder, '--json', '--type-policy', 'record', '--unscannable-policy=quarantine');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (path: string) => lines.find((line) => line.path === path);
    expect(code).toBe(1);
    expect(of('page.png')).toMatchObject({ outcome: 'admit', proof: 'contradicted', shown: 'text/html' });
    expect(of('locked.zip')).toMatchObject({ outcome: 'quarantine', reason: 'encrypted' });
    expect(of('deep/source.ts')).toMatchObject({ declared: 'video/mp2t', proof: 'proven', outcome: 'admit' });
    expect(lines.at(-1)).toMatchObject({ summary: { files: 7, outcomes: { admit: 5, quarantine: 1, reject: 1 } } });
  });

  it('exits with 0 where nothing is refused, and reports what it cannot read', async () => {
    const clean = await mkdtemp(join(tmpdir(), 'airlock-audited-'));
    await writeFile(join(clean, 'a.png'), png());
    expect(await audit(clean)).toMatchObject({ code: 0, err: '' });
    await rm(clean, { recursive: true });
    expect(await audit(clean)).toMatchObject({ code: 2, out: expect.stringContaining('ENOENT') });
    expect(await audit()).toMatchObject({ code: 2, err: expect.stringContaining('Name one folder.') });
    expect(await audit(folder, '--type-policy', 'none')).toMatchObject({ code: 2 });
  });
});

describe('sample files of other projects', () => {
  /** Their types must be proven, too. */
  const archives = /\.(?:7z|bz2|xz|deb|rpm|lzh|cpio|chm|dmg)$/i;
  const look = realFilesMissing ? it.skip : it;
  /** No free program opens an ACE. The tar is its header alone: no program finds the 25 MB that it announces. */
  const unopened: Record<string, string> = {
    'file-type-d76fdc-fixture.ace': 'unscannable:archive_format',
    'file-type-2e07d8-fixture-spaces.tar': 'unscannable:archive_corrupt',
  };

  look(`none is refused that can be opened${realFilesMissing ? ` (skipped: ${realFilesMissing})` : ''}`, async () => {
    const { files, remove } = await unpackRealFiles();
    try {
      const refused: string[] = [];
      await withAuditor(defaults, async (auditor) => {
        for (const { name, path, declared } of files) {
          const { outcome, reason, proof } = await auditor.audit(path, declared);
          if (outcome !== 'admit' && reason !== unopened[name]) refused.push(`${name}: ${reason}`);
          if (archives.test(name) && proof !== 'proven') refused.push(`${name}: ${proof}`);
        }
      });
      expect(files.length).toBeGreaterThan(400);
      expect(refused).toEqual([]);
    } finally {
      await remove();
    }
  });
});
