import type { CagedProgram } from '../../../src/platform/cage/cage.js';
import { CagedFailure } from '../../../src/platform/cage/cage.js';

/** Not among the types of a library without DOM. */
declare const WebAssembly: {
  Memory: new (pages: { initial: number; maximum: number }) => { buffer: ArrayBuffer; grow(pages: number): number };
};

/** What the specs let a caged process do. `options.act` names one. */
const acts: Record<string, CagedProgram<{ act: string }>> = {
  echo: async (input, output) => {
    output.message({ size: input.size });
    for await (const chunk of input.stream()) output.bytes(chunk as Buffer);
  },
  nothing: () => undefined,
  refuse: () => {
    throw new CagedFailure('encrypted', 'The document has a password');
  },
  fail: () => {
    throw new TypeError('a defect');
  },
  abort: () => process.abort(),
  spin: () => {
    for (;;);
  },
  wait: () => new Promise(() => undefined),
  heap: () => {
    const held: unknown[] = [];
    for (;;) held.push(new Array(1000).fill({}));
  },
  buffers: () => {
    const held: Buffer[] = [];
    for (;;) held.push(Buffer.alloc(1024 * 1024, 1));
  },
  wasm: () => {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536 });
    for (;;) {
      const at = memory.buffer.byteLength;
      memory.grow(16);
      new Uint8Array(memory.buffer, at).fill(1);
    }
  },
  flood: (_input, output) => {
    const chunk = new Uint8Array(256 * 1024);
    for (;;) output.bytes(chunk);
  },
};

const run: CagedProgram<{ act: string }> = (input, output, options) => acts[options.act]!(input, output, options);
export default run;
