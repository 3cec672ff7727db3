import { connect } from 'node:net';

const QUIET_MS = 5_000;

/** Sends bytes unchanged, ends its side, and reads until the other side ends too. */
export function sendRaw(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
    socket.on('error', () => undefined);
    socket.setTimeout(QUIET_MS, () => socket.destroy());
    socket.on('close', () => resolve(answer));
  });
}

export interface Trickle {
  head: string;
  /** Sent every half second. */
  drip: string;
}

const DRIP_MS = 500;

/** Sends a head and then a few bytes at a time until the connection ends. Returns what was received. */
export function trickle(port: number, { head, drip }: Trickle): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(head));
    const timer = setInterval(() => socket.writable && socket.write(drip), DRIP_MS);
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(answer);
    });
  });
}
