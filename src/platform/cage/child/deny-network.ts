import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { constants } from 'node:os';
import { deny, methodsOf, replace } from './deny.js';

const NETWORK = 'The network';
/** As a native handle answers when the system refuses: the caller gets the error EACCES. */
const NOT_PERMITTED = -constants.errno.EACCES;

/**
 * Closes the network from below. Every way of Node to a socket (net, tls, http, fetch, WebSocket, unix sockets, dgram) ends
 * in one of three native classes; their prototypes lose the methods that open something. Node 24 has no permission for it.
 */
export function denyNetwork(): void {
  const opening = ['open', 'bind', 'bind6', 'listen', 'connect', 'connect6', 'send', 'send6', 'fchmod'];
  for (const handle of [tcpHandle(), unixSocketHandle(), udpHandle()])
    replace(Object.getPrototypeOf(handle) as object, opening, () => NOT_PERMITTED);
  denyNames();
}

/** Questions to name servers carry data out, too. */
function denyNames(): void {
  const owners = new Set<object>();
  for (const resolver of [new dns.Resolver(), new dns.promises.Resolver()]) {
    const { _handle: native } = resolver as unknown as { _handle: object };
    const own = Object.getPrototypeOf(resolver) as object;
    owners.add(own).add(Object.getPrototypeOf(own)).add(Object.getPrototypeOf(native));
  }
  for (const owner of [...owners, dns.promises, dns]) deny(owner, methodsOf(owner), NETWORK);
}

/** A socket makes its native handle at once. It is destroyed before it connects; there is nothing to connect to either. */
function handleOf(nothing: net.SocketConnectOpts): object {
  const socket = new net.Socket();
  socket.connect(nothing);
  const { _handle: handle } = socket as unknown as { _handle: object };
  socket.destroy();
  return handle;
}

const tcpHandle = () => handleOf({ host: '127.0.0.1', port: 9 });
const unixSocketHandle = () => handleOf({ path: '/' });

function udpHandle(): object {
  const socket = dgram.createSocket('udp4');
  const state = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'state symbol')!;
  const { handle } = (socket as unknown as Record<symbol, { handle: object }>)[state]!;
  socket.close();
  return handle;
}
