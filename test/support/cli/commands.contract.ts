import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Json } from '../api.js';
import { type SdkScene } from '../sdk/sdk-scene.js';
import { Cli } from './cli.js';

export function commandsContract(scene: () => SdkScene): void {
  let cli: Cli;
  beforeEach(async () => (cli = await Cli.at(scene().url)));
  afterEach(() => cli.dispose());

  it('ls shows pages, or all of them, with filters', async () => {
    for (const name of ['l1.txt', 'l2.txt', 'l3.txt']) await writeFile(cli.path(name), name);
    await cli.run(['upload', 'l1.txt', 'l2.txt', 'l3.txt', '-b', 'modules', '-m', 'kind=list', '--wait']);
    const filter = ['ls', '--bucket', 'modules', '-m', 'kind=list', '--status', 'COMPLETED', '--since', '1h'];
    const table = await cli.run([...filter, '--limit', '2']);
    expect(table).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^There are more: --cursor \S+, or --all\.\n$/),
    });
    expect(table.out.split('\n')).toHaveLength(4);
    expect(table.out).toMatch(/^ID +CREATED \(UTC\) +SIZE {2}STATUS +NAME\n/);
    const [page] = await cli.json([...filter, '--limit', '2']);
    expect(page.items).toHaveLength(2);
    const [rest] = await cli.json([...filter, '--cursor', page.next_cursor]);
    expect(rest).toMatchObject({ items: [expect.anything()], next_cursor: null });
    const all = await cli.json([...filter, '--all', '--limit', '1']);
    expect(all.map(({ filename }: Json) => filename).sort()).toEqual(['l1.txt', 'l2.txt', 'l3.txt']);
    expect((await cli.run([...filter, '--all', '--limit', '1'])).out.split('\n')).toHaveLength(5);
    expect(await cli.run(['ls', '--since', 'yesterday'])).toMatchObject({ code: 2 });
  });

  it('rm deletes what it can, and says what it could not', async () => {
    await writeFile(cli.path('gone.txt'), 'gone');
    const [{ file_id: id }] = (await cli.json(['upload', 'gone.txt', '--wait'])) as [Json];
    const { code, out, err } = await cli.run(['rm', 'upl_0000000000000000', id]);
    expect({ code, out }).toEqual({ code: 5, out: `deleted ${id}\n` });
    expect(err).toMatch(/^error: upl_0000000000000000: .*NOT_FOUND/);
    expect((await scene().api.get(`/v1/uploads/${id}`)).status).toBe(404);
  });

  it('keys are made, listed without secrets, and revoked', async () => {
    const made = await cli.run(['keys', 'create', 'ci', '-s', 'uploads:write']);
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^sk_\S+\n$/) });
    const limited = await Cli.at(scene().url, made.out.trim());
    expect(await limited.run(['ls'])).toMatchObject({ code: 4, err: expect.stringContaining('FORBIDDEN') });
    const key = (await cli.json(['keys', 'ls', '--all'])).find(({ name }: Json) => name === 'ci');
    expect(JSON.stringify(key)).not.toContain(made.out.trim());
    expect(await cli.run(['keys', 'revoke', key.key_id])).toMatchObject({ code: 0, out: `revoked ${key.key_id}\n` });
    expect(await limited.run(['whoami'])).toMatchObject({ code: 4, err: expect.stringContaining('UNAUTHENTICATED') });
    expect(await cli.run(['keys', 'create', 'x', '-s', 'everything'])).toMatchObject({ code: 2 });
    await limited.dispose();
  });

  it('usage tells what is used, and by which bucket', async () => {
    const [usage] = await cli.json(['usage']);
    expect(usage).toEqual((await scene().api.get('/v1/usage')).body);
    expect((await cli.run(['usage'])).out).toMatch(/^quota .*\nused .*\n[^]*BUCKET +FILES +USED\n/);
  });

  it('docs are added, followed, listed and searched', async () => {
    await writeFile(cli.path('notice.md'), '# Leaving\n\nThe period of notice is three <b>fortnights</b>.\n');
    const added = await cli.run(['docs', 'add', 'notice.md', '--wait']);
    expect(added).toMatchObject({ code: 0, out: expect.stringMatching(/^doc_\w+ {2}SUCCESS {2}notice\.md\n$/) });
    const id = added.out.split(' ')[0]!;
    expect(await cli.json(['docs', 'status', id, '--wait'])).toMatchObject([
      { processing_status: 'SUCCESS', chunk_count: 1 },
    ]);
    expect((await cli.json(['docs', 'ls', '--name', 'NOTICE']))[0].items).toMatchObject([{ document_id: id }]);
    const { out } = await cli.run(['docs', 'search', 'fortnights', 'notice']);
    expect(out).toMatch(/^notice {2}doc_\w+\n {2}.*period of notice is three <b>fortnights<\/b>/);
    expect(await cli.run(['docs', 'search', 'fortnights', '--json'])).toMatchObject({ code: 0 });
    expect(await cli.run(['docs', 'search', 'nonexistent'])).toMatchObject({
      out: '',
      err: expect.stringContaining('Nothing'),
    });
    await writeFile(cli.path('page.xyz'), 'x');
    const refused = await cli.run(['docs', 'add', 'page.xyz', 'none.pdf']);
    expect(refused).toMatchObject({
      code: 3,
      err: expect.stringMatching(/page\.xyz: .*UNSUPPORTED_TYPE[^]*none\.pdf/),
    });
  });

  it('doctor looks at the server, its store, and CORS as pages see it', async () => {
    const [{ checks }] = (await cli.json(['doctor', '--origin', 'https://shop.example.com'])) as [Json];
    const stateOf = (name: string) => checks.find((check: Json) => check.name === name)?.state;
    for (const name of [
      'server',
      'clock',
      'database',
      'storage',
      'scanner',
      'credentials',
      'CORS of the API for https://shop.example.com',
    ])
      expect({ name, state: stateOf(name) }).toEqual({ name, state: 'ok' });
    expect(stateOf('CORS of the store for https://shop.example.com')).toMatch(/^(ok|warning)$/);
    expect(checks.map(({ name }: Json) => name)).toContain('store');
    const uploads = await scene().uploadsOf('airlock-doctor.txt');
    expect(uploads.map(({ status }) => status)).toEqual(['CANCELED']);
    const limited = await Cli.at(scene().url, 'sk_wrong');
    const { code, out } = await limited.run(['doctor']);
    expect({ code, out }).toEqual({
      code: 1,
      out: expect.stringMatching(/✗ credentials[^]*→ Run "airlock login" again/),
    });
    await limited.dispose();
  });
}
