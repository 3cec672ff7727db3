import { type CagedInput, type CagedOutput, CagedFailure } from '../../../src/platform/cage/cage.js';

/** Not among the types of a library without DOM. */
declare const WebAssembly: {
  Memory: new (pages: { initial: number; maximum: number }) => { buffer: ArrayBuffer; grow(pages: number): number };
};

const MIB = 1024 * 1024;

interface Options {
  act: string;
  [more: string]: unknown;
}
type Act = (input: CagedInput, output: CagedOutput, options: Options) => Promise<void> | void;

/** What the specs let a caged process do. `options.act` names one. */
const acts: Record<string, Act> = {
  nothing: () => undefined,
  echo: async (input, output, options) => {
    output.message({ size: input.size, options });
    for await (const chunk of input.stream()) output.bytes(chunk as Buffer);
  },
  ends: (input, output) => {
    output.message([input.read(0, 1), input.read(input.size - 2, input.size + 9)].map(String));
  },
  measure: async (input, output) => {
    let bytes = 0;
    for await (const chunk of input.stream()) bytes += (chunk as Buffer).length;
    output.message({ bytes });
  },
  refuse: () => {
    throw new CagedFailure('encrypted', 'The document has a password');
  },
  fail: () => {
    throw new TypeError('a defect');
  },
  'fail in a later turn': () => {
    setTimeout(() => {
      throw new TypeError('a late defect');
    });
    return new Promise(() => undefined);
  },
  abort: () => process.abort(),
  leave: () => process.exit(0),
  spin: (_input, output) => {
    output.message('started');
    for (;;);
  },
  wait: (_input, output) => {
    output.message('started');
    return new Promise(() => undefined);
  },
  'objects without end': () => {
    const held: unknown[] = [];
    for (;;) held.push(new Array(1000).fill({}));
  },
  'buffers without end': () => {
    const held: Buffer[] = [];
    for (;;) held.push(Buffer.alloc(MIB, 1));
  },
  'an impossible buffer': () => void Buffer.alloc(2 ** 52, 1),
  'WebAssembly memory without end': () => {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536 });
    for (;;) {
      const at = memory.buffer.byteLength;
      memory.grow(64);
      new Uint8Array(memory.buffer, at).fill(1);
    }
  },
  'bytes without end': (_input, output) => {
    for (;;) output.bytes(new Uint8Array(MIB));
  },
  'empty messages without end': (_input, output) => {
    for (;;) output.message(0);
  },
  'many bytes': (_input, output, { mebibytes }) => {
    for (let count = 0; count < Number(mebibytes); count++) output.bytes(new Uint8Array(MIB));
  },
  'printing without end': () => {
    for (;;) console.error('\x1b[2Jnoise'.repeat(100));
  },
  'a message that is too long': (_input, output) => output.message('x'.repeat(2 * MIB)),
};

export default function run(input: CagedInput, output: CagedOutput, options: Options): Promise<void> | void {
  return acts[options.act]!(input, output, options);
}
