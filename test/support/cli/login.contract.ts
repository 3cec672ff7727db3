import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile, stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ROOT_KEY } from '../airlock.js';
import { Cli, terminalMissing } from './cli.js';

/** The user that the server under test begins with. */
export const ADMIN = { email: 'ada@example.com', password: 'a long password of Ada' };

/** Nothing of the environment: what login stored counts. */
const PLAIN = { AIRLOCK_URL: '', AIRLOCK_API_KEY: '' };

export function loginContract(url: () => string): void {
  let cli: Cli;
  beforeEach(async () => (cli = await Cli.at(url())));
  afterEach(() => cli.dispose());
  const config = () => cli.path('.config', 'airlock', 'config.json');
  const login = (input: string, ...args: string[]) =>
    cli.run(['login', '--url', url(), ...args], { input, env: PLAIN });

  it('stores a key that works, readable to its owner alone, and logout removes it', async () => {
    const { code, out, err } = await login(`${ROOT_KEY}\n`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(url());
    expect(out).not.toContain(ROOT_KEY);
    expect((await stat(config())).mode & 0o777).toBe(0o600);
    expect(await cli.run(['whoami'], { env: PLAIN })).toMatchObject({ code: 0, out: expect.stringContaining('key_') });
    expect(await cli.run(['logout'], { env: PLAIN })).toMatchObject({
      code: 0,
      out: expect.stringContaining('Removed'),
    });
    expect(await cli.run(['whoami'], { env: PLAIN })).toMatchObject({
      ...{ code: 4, out: '', err: expect.stringMatching(/not logged in.*airlock login.*NOT_LOGGED_IN/) },
    });
  });

  it('does not store a key that does not work', async () => {
    const { code, err } = await login('sk_wrong');
    expect({ code, err }).toMatchObject({ code: 4, err: expect.stringMatching(/UNAUTHENTICATED, request \S+/) });
    await expect(stat(config())).rejects.toThrow('ENOENT');
    expect(await login('')).toMatchObject({ code: 2, err: expect.stringContaining('Standard input is empty') });
  });

  it('takes e-mail and password', async () => {
    expect(await login('wrong', '--email', ADMIN.email)).toMatchObject({ code: 4 });
    const { code, out } = await login(ADMIN.password, '--email', ADMIN.email);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('usr_') });
    expect(await readFile(config(), 'utf8')).not.toContain(ADMIN.password);
    expect(await cli.run(['ls'], { env: PLAIN })).toMatchObject({ code: 0 });
  });

  it('is outweighed by the environment', async () => {
    await login(ROOT_KEY);
    expect(await cli.run(['whoami'], { env: { ...PLAIN, AIRLOCK_API_KEY: 'sk_other' } })).toMatchObject({ code: 4 });
    const [who] = await cli.json(['whoami'], { env: { ...PLAIN, AIRLOCK_API_KEY: ROOT_KEY } });
    expect(who).toMatchObject({ source: 'environment', url: url() });
  });

  it('sends a stored key to no other server', async () => {
    await login(ROOT_KEY);
    const seen: unknown[] = [];
    const other = createServer((request, response) => (seen.push(request.headers), response.end()));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { code, err } = await cli.run(['ls'], { env: { ...PLAIN, AIRLOCK_URL: address } });
    other.close();
    expect({ code, err, seen }).toEqual({ code: 4, err: expect.stringContaining(`logged in to ${url()}`), seen: [] });
  });

  describe(`on a terminal${terminalMissing ? ` (skipped: ${terminalMissing})` : ''}`, () => {
    const look = terminalMissing ? it.skip : it;

    look('asks, and shows nothing of what is typed', async () => {
      const running = cli.onTerminal(['login'], { env: PLAIN });
      await running.says('URL of the server');
      running.type(url());
      await running.says('API key');
      running.type(ROOT_KEY);
      const { code, out } = await running.ended;
      expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('Stored in') });
      expect(out).not.toContain(ROOT_KEY);
    });

    look('asks for e-mail and password where no key is given', async () => {
      const running = cli.onTerminal(['login', '--url', url()], { env: PLAIN });
      await running.says('API key');
      running.type('');
      await running.says('E-mail');
      running.type(ADMIN.email);
      await running.says('Password');
      running.type(ADMIN.password);
      const { code, out } = await running.ended;
      expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('usr_') });
      expect(out).not.toContain(ADMIN.password);
    });
  });
}
