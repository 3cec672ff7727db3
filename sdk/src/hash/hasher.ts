import { Sha256 } from './sha256.js';

/** A SHA-256 that is fed in pieces. */
export interface Hasher {
  update(bytes: Uint8Array): Promise<void>;
  hex(): string;
}

interface NodeHash {
  update(bytes: Uint8Array): unknown;
  digest(encoding: 'hex'): string;
}
type Builtins = { process?: { getBuiltinModule?(id: string): { createHash(name: string): NodeHash } | undefined } };

/** Hashed at once between two turns of a page's event loop: about three milliseconds. */
const SLICE_BYTES = 256 * 1024;

/** That of Node where there is one, else our own, which lets the page breathe. */
export function newHasher(): Hasher {
  const hash = (globalThis as Builtins).process?.getBuiltinModule?.('node:crypto')?.createHash('sha256');
  if (hash) return { update: async (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  const own = new Sha256();
  return {
    async update(bytes) {
      for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
        own.update(bytes.subarray(at, at + SLICE_BYTES));
        await turn();
      }
    },
    hex: () => own.hex(),
  };
}

/** The SHA-256 of bytes in memory, in hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (globalThis.crypto?.subtle) return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  const hasher = newHasher();
  await hasher.update(bytes);
  return hasher.hex();
}

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A turn of the event loop. Timers would wait for four milliseconds each, and for a second in a page that is hidden. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
