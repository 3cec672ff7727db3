import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isDiskFull, systemCause } from './system-errors.js';

const errorOf = async (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);

async function freedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('errors of the system', () => {
  it('says that nothing listens, at any layer', async () => {
    const error = await errorOf(once(connect(await freedPort(), '127.0.0.1'), 'connect'));
    const said = { code: 'ECONNREFUSED', what: 'nothing accepts connections there' };
    expect(systemCause(error)).toMatchObject(said);
    expect(systemCause(new Error('wrapped', { cause: error }))).toMatchObject(said);
    expect(systemCause(new AggregateError([new Error('other'), error]))).toMatchObject(said);
  });

  it('says that a port is taken', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const second = createServer().listen((first.address() as AddressInfo).port, '127.0.0.1');
    const [error] = await once(second, 'error');
    first.close();
    expect(systemCause(error)).toMatchObject({ what: 'another process listens there' });
  });

  it('says that a file is missing, or where a folder has to be', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'airlock-errors-'));
    const missing = await errorOf(readFile(join(folder, 'none')));
    const within = await errorOf(readFile('/etc/hostname/none'));
    await rm(folder, { recursive: true });
    expect(systemCause(missing)?.what).toBe('it does not exist');
    expect(systemCause(within)?.what).toBe('a file is where a folder has to be');
  });

  it('knows a full disk, and nothing of other errors', () => {
    expect(isDiskFull(new Error('x', { cause: Object.assign(new Error(), { code: 'ENOSPC' }) }))).toBe(true);
    expect(isDiskFull(Object.assign(new Error(), { code: 'ECONNREFUSED' }))).toBe(false);
    expect(systemCause(Object.assign(new Error(), { code: '28P01' }))).toBeUndefined();
    expect(systemCause(undefined)).toBeUndefined();
  });
});
