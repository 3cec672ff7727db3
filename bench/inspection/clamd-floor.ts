import { connect, type Socket } from 'node:net';
import { clamdAddress } from '../../src/platform/malware-scanner/clamd/clamd-options.js';

/** The floor: one INSTREAM on a connection of its own, in pieces of 64 KiB, and no question asked. */
export function instream(url: string, bytes: Buffer): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(clamdAddress(url));
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => (answer += text));
  socket.on('end', () => resolve(answer)).on('error', reject);
  socket.write('zINSTREAM\0');
  void send(socket, bytes);
  return promise;
}

async function send(socket: Socket, bytes: Buffer): Promise<void> {
  const PIECE = 64 * 1024;
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    socket.cork();
    socket.write(length);
    const goesOn = socket.write(piece);
    socket.uncork();
    if (!goesOn) await new Promise((drained) => socket.once('drain', drained));
  }
  socket.write(Buffer.alloc(4));
}
