import { once } from 'node:events';
import { createServer } from 'node:net';

/** The first of two neighbouring ports without a listener, from `port` on: a monitor speaks two protocols. */
export async function freePair(port) {
  while (!((await isFree(port)) && (await isFree(port + 1)))) port += 2;
  return port;
}

async function isFree(port) {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return true;
  } catch (error) {
    if (error.code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    server.close();
  }
}
