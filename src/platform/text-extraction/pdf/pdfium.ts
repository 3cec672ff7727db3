import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init } from '@embedpdf/pdfium';
import { type Imports, webAssembly } from '../../../shared/webassembly.js';
import type { PdfiumApi, PdfiumRuntime, Pointer } from './pdfium-api.js';

/** Fonts, one page and its text. Pages of magazines and maps need a tenth of it. */
const MOST_MEMORY_BYTES = 320 * 1024 * 1024;
const SCRATCH_BYTES = 64;

const wasmPath = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
let compiled: Promise<object> | undefined;

/**
 * PDFium as WebAssembly: it reaches its own memory and what is handed to it, no files and no network, and that memory has an
 * end. After an error of the machine (a trap) an instance is of no use any more: one for each document.
 */
export class Pdfium {
  /** It wanted more memory than it may have. */
  outOfMemory = false;
  private runtime!: PdfiumRuntime;
  private scratch!: Pointer;

  private constructor(readonly api: PdfiumApi) {}

  static async start(): Promise<Pdfium> {
    const module = await (compiled ??= readFile(wasmPath).then((bytes) => webAssembly.compile(bytes)));
    let refused = () => {};
    const started = (await init({
      print: () => {},
      printErr: () => {},
      instantiateWasm: (imports: Imports, done: (instance: object) => void) => {
        limitMemory(imports, () => refused());
        void webAssembly.instantiate(module, imports).then(done);
        return {};
      },
    } as never)) as unknown as PdfiumApi & { pdfium: PdfiumRuntime };
    const pdfium = new Pdfium(started);
    refused = () => (pdfium.outOfMemory = true);
    pdfium.runtime = started.pdfium;
    pdfium.scratch = pdfium.allocate(SCRATCH_BYTES);
    started.PDFiumExt_Init();
    return pdfium;
  }

  allocate(bytes: number): Pointer {
    return this.runtime.wasmExports.malloc(bytes);
  }

  free(pointer: Pointer): void {
    this.runtime.wasmExports.free(pointer);
  }

  write(pointer: Pointer, bytes: Uint8Array): void {
    this.runtime.HEAPU8.set(bytes, pointer);
  }

  /** A copy. */
  read(pointer: Pointer, length: number): Buffer {
    return Buffer.from(this.runtime.HEAPU8.slice(pointer, pointer + length).buffer);
  }

  callback(callback: (...args: number[]) => number, signature: string): Pointer {
    return this.runtime.addFunction(callback, signature);
  }

  /** Four floats that `fill` makes PDFium write. */
  floats(fill: (at: Pointer) => boolean): Float32Array | undefined {
    return fill(this.scratch) ? new Float32Array(this.runtime.HEAPU8.buffer, this.scratch, 4) : undefined;
  }

  /** Two doubles that `fill` makes PDFium write. */
  doubles(fill: (one: Pointer, other: Pointer) => boolean): Float64Array | undefined {
    return fill(this.scratch, this.scratch + 8)
      ? new Float64Array(this.runtime.HEAPU8.buffer, this.scratch, 2)
      : undefined;
  }
}

function limitMemory(imports: Imports, refused: () => void): void {
  const environment = imports.env!;
  const grow = environment.emscripten_resize_heap as (bytes: number) => number;
  environment.emscripten_resize_heap = (bytes: number) => {
    if (bytes >>> 0 <= MOST_MEMORY_BYTES) return grow(bytes);
    refused();
    return 0;
  };
}
