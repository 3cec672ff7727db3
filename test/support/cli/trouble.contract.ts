import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SdkScene } from '../sdk/sdk-scene.js';
import { Cli } from './cli.js';

/** What a server under foreign control may answer. */
const HOSTILE = '../../../tmp/\x1b[2J\x1b]0;owned\x07evil\u202efdp.txt\nerror: not mine';
const BYTES = Buffer.from('bytes');

export function troubleContract(scene: () => SdkScene): void {
  let cli: Cli;
  beforeEach(async () => (cli = await Cli.at(scene().url)));
  afterEach(() => cli.dispose());

  it('says that a server is away, and exits with 6', async () => {
    const env = { AIRLOCK_URL: 'http://127.0.0.1:1' };
    const { code, out, err } = await cli.run(['ls'], { env });
    expect({ code, out }).toEqual({ code: 6, out: '' });
    expect(err).toMatch(/^error: .*127\.0\.0\.1:1.*\(NETWORK_ERROR\)\n$/);
    expect(await cli.run(['doctor'], { env })).toMatchObject({ code: 6 });
  });

  it('says that a key is wrong, with the id of the request, and exits with 4', async () => {
    const { code, err } = await cli.run(['ls'], { env: { AIRLOCK_API_KEY: 'sk_wrong' } });
    expect({ code, err }).toEqual({
      code: 4,
      err: expect.stringMatching(/^error: .*\(UNAUTHENTICATED, request \S+\)\n$/),
    });
    const told = await cli.run(['ls', '--json'], { env: { AIRLOCK_API_KEY: 'sk_wrong' } });
    expect(JSON.parse(told.err)).toEqual({
      error: {
        ...{ code: 'UNAUTHENTICATED', message: expect.any(String), request_id: expect.any(String), exit_code: 4 },
      },
    });
  });

  it('says which arguments are wrong, and exits with 2', async () => {
    expect(await cli.run(['lst'])).toMatchObject({ code: 2, err: expect.stringContaining('airlock --help') });
    expect(await cli.run(['ls', '--json', '--nothing'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('"USAGE"'),
    });
    expect(await cli.run(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(await cli.run(['upload', '--help'])).toMatchObject({ code: 0, out: expect.stringContaining('pg_dump') });
  });

  it('ends quietly when its reader has enough', async () => {
    const running = cli.start(['--help']);
    running.child.stdout!.destroy();
    expect(await running.ended).toMatchObject({ code: 0, err: '' });
  });

  describe('a hostile server', () => {
    let server: Server;
    let env: Record<string, string>;
    beforeEach(async () => {
      server = createServer((request, response) => {
        const at = `http://${request.headers.host}`;
        const sha256 = createHash('sha256').update(BYTES).digest('hex');
        const file = { fileId: 'upl_1', status: 'available', filename: HOSTILE, size: BYTES.length, sha256 };
        const upload = {
          upload_id: HOSTILE,
          filename: HOSTILE,
          status: HOSTILE,
          status_reason: HOSTILE,
          created_at: HOSTILE,
        };
        const problem = { code: HOSTILE, detail: HOSTILE, request_id: HOSTILE, status: 400 };
        const { pathname } = new URL(request.url!, at);
        if (pathname === '/bytes') return void response.end(BYTES);
        const answers: Record<string, unknown> = {
          '/v1/files/upl_1': file,
          '/v1/uploads/upl_1/download-url': { download_url: `${at}/bytes`, expires_at: '2030-01-01T00:00:00.000Z' },
          '/v1/uploads': { items: [upload], next_cursor: HOSTILE },
        };
        const answer = answers[pathname];
        response.writeHead(answer ? 200 : 400, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer ?? problem));
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      env = { AIRLOCK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    });
    afterEach(() => void server.close());

    /** Tabs and line ends of our own apart, nothing that a terminal obeys. */
    const isHarmless = (text: string) => !/[\p{Cc}\p{Bidi_Control}]/u.test(text.replaceAll('\n', ''));

    it('cannot reach the terminal by names, statuses, errors or cursors', async () => {
      const listed = await cli.run(['ls'], { env });
      expect(listed.code).toBe(0);
      expect(listed.out).toContain('evil\\u{202e}fdp.txt\\u{a}error');
      expect(listed.out.split('\n')).toHaveLength(3);
      const failed = await cli.run(['whoami'], { env });
      expect(failed).toMatchObject({ code: 1, err: expect.stringContaining('\\u{1b}[2J') });
      for (const { out, err } of [listed, failed])
        expect({ out, isHarmless: isHarmless(out + err) }).toEqual({ out, isHarmless: true });
      const json = await cli.run(['ls', '--json'], { env });
      expect(isHarmless(json.out)).toBe(true);
    });

    it('cannot choose where a download is written', async () => {
      const { code, out, err } = await cli.run(['get', 'upl_1'], { env });
      expect({ code, err, isHarmless: isHarmless(out) }).toEqual({ code: 0, err: '', isHarmless: true });
      expect((await readdir(cli.folder)).filter((name) => !name.startsWith('.'))).toEqual([
        '_[2J_]0;owned_evil_fdp.txt_error_ not mine',
      ]);
    });
  });
}
