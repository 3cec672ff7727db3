import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAuditor } from '../../src/boot/audit/open-auditor.js';
import { packageFile } from '../../src/boot/package-file.js';
import { typePolicies } from '../../src/features/buckets/domain/type-policy.js';
import { unscannablePolicies } from '../../src/features/buckets/domain/unscannable.js';
import { rars, writtenArchives } from '../support/archive-fixtures.js';
import { eicar, encryptedZip, html, pdf, png, zipOf } from '../support/fixtures.js';
import { realFilesMissing, unpackRealFiles } from '../support/real-files.js';

const defaults = { typePolicy: 'contradicted', unscannablePolicy: 'reject' } as const;

/** What a program printed, and how it ended. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const options = { env: { PATH: process.env.PATH }, maxBuffer: Infinity };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

/** As `npm run audit:files` runs it. */
const audit = (...args: string[]) => run('dist/src/audit-files.js', ...args);

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

describe('airlock audit', () => {
  /** As it is installed: nothing of this repository is near. */
  let installed: string;
  beforeAll(async () => {
    installed = await mkdtemp(join(tmpdir(), 'airlock-installed-'));
    const modules = join(installed, 'node_modules');
    for (const [from, name] of [
      ['cli', 'airlock-cli'],
      ['sdk', '@airlock/sdk'],
      ['node_modules/mime', 'mime'],
    ] as const)
      await cp(packageFile(from), join(modules, name), { recursive: true });
  });
  afterAll(() => rm(installed, { recursive: true }));
  const airlock = (...args: string[]) =>
    run(join(installed, 'node_modules/airlock-cli/bin/airlock.js'), 'audit', ...args);

  /** Lines in the order of their names: both walk folders as the file system lists them. */
  const linesOf = (out: string) => out.trim().split('\n').sort();

  /** Both answer the same, line by line. Returns the lines. */
  async function sameAnswers(files: Record<string, Buffer>, ...policies: string[]): Promise<string[]> {
    const folder = await mkdtemp(join(tmpdir(), 'airlock-audited-'));
    try {
      for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
      const ofServer = await audit(folder, '--json', ...policies);
      const ofCli = await airlock(folder, '--json', ...policies);
      expect(linesOf(ofCli.out)).toEqual(linesOf(ofServer.out));
      expect({ code: ofCli.code, err: ofCli.err }).toEqual({ code: 3, err: '' });
      return linesOf(ofCli.out);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const doubtful = { 'page.png': html(), 'locked.zip': encryptedZip() };
  const archivesOf = (kind: 'harmless' | 'infected') =>
    Object.fromEntries(writtenArchives(kind).map(([name, bytes]) => [`${kind}-${name}`, bytes]));

  it('answers what audit:files answers, of every kind of archive', async () => {
    const files = { ...archivesOf('harmless'), ...archivesOf('infected'), ...rars(), ...doubtful };
    expect((await sameAnswers(files)).length).toBeGreaterThan(20);
  });

  it('answers what audit:files answers by other policies', async () => {
    const files = {
      ...doubtful,
      'a.pdf': pdf(),
      'a.zip': zipOf({ 'b.txt': eicar() }),
      'my.bin': Buffer.from([1, 2, 3]),
    };
    const policies = ['--type-policy', 'unproven', '--unscannable-policy', 'quarantine'];
    expect(await sameAnswers(files, ...policies)).toHaveLength(6);
  });

  it('prints a table, and how many there are of what', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'airlock-audited-'));
    await writeFile(join(folder, 'a.png'), png());
    expect(await airlock(folder)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^1 file, .*: 1 admitted, 0 quar/),
    });
    await writeFile(join(folder, 'page\x1b[2J.png'), html());
    const { code, out } = await airlock(folder);
    expect({ code, out }).toMatchObject({
      code: 3,
      out: expect.stringMatching(
        /^OUTCOME +REASON .*\nrefused +filename: must have no .* image\/png → text\/html +page\\u\{1b\}\[2J\.png\n2 files/,
      ),
    });
    await rm(folder, { recursive: true });
    expect(await airlock(folder)).toMatchObject({ code: 1, err: expect.stringContaining('ENOENT') });
    expect(await airlock('package.json')).toMatchObject({ code: 2, err: expect.stringContaining('not a folder') });
  });

  it('offers the policies that buckets have', async () => {
    const { out } = await airlock('--help');
    for (const policy of [...Object.keys(typePolicies), ...unscannablePolicies]) expect(out).toContain(policy);
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
    const { auditor, close } = await openAuditor(defaults);
    try {
      const refused: string[] = [];
      for (const { name, path, declared } of files) {
        const { outcome, reason, proof } = await auditor.audit(path, declared);
        if (outcome !== 'admit' && reason !== unopened[name]) refused.push(`${name}: ${reason}`);
        if (archives.test(name) && proof !== 'proven') refused.push(`${name}: ${proof}`);
      }
      expect(files.length).toBeGreaterThan(400);
      expect(refused).toEqual([]);
    } finally {
      await close();
      await remove();
    }
  });
});
