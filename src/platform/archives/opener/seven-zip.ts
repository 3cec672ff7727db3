import { readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { type Imports, webAssembly } from '../../../shared/webassembly.js';
import type { CagedInput } from '../../cage/cage.js';

const { resolve } = createRequire(import.meta.url);
/** Stands for the archive in the file system of 7-Zip, which has nothing else in it. */
const ARCHIVE = '/archive';
const STDOUT_FD = 1;
const STDERR_FD = 2;

/** The parts of Emscripten that are used here and that the package's own types leave out. */
interface StreamOperations {
  read(stream: unknown, buffer: Uint8Array, offset: number, length: number, position: number): number;
  write(stream: unknown, buffer: Uint8Array, offset: number, length: number): number;
}
interface SevenZip {
  FS: {
    writeFile(path: string, content: string): void;
    lookupPath(path: string): { node: { stream_ops: StreamOperations } };
    streams: { stream_ops: StreamOperations }[];
  };
  callMain(args: string[]): number | undefined;
}
type SevenZipFactory = (options: Record<string, unknown>) => Promise<SevenZip>;

export interface SevenZipRun {
  /** The archive, as a descriptor. */
  input: Pick<CagedInput, 'fd' | 'size'>;
  /** A line of what it prints. */
  line: (text: string) => void;
  /** What it writes to its standard output, instead of lines. The bytes are valid only during the call. */
  bytes?: (chunk: Uint8Array) => void;
}

/** 7-Zip gave up in the middle: it throws no errors that its own code could catch here. */
export class SevenZipCrash extends Error {}

let compiled: object | undefined;
let factory: SevenZipFactory | undefined;

/**
 * Runs 7-Zip once with these arguments, followed by the path of the archive. It reads the archive where it needs it, writes
 * nothing but its output, and reads no input. What `line` or `bytes` throw ends it. Returns its exit code.
 */
export async function runSevenZip(args: string[], { input, line, bytes }: SevenZipRun): Promise<number> {
  let code = 0;
  let refusal: unknown;
  const guarded =
    <T>(call: (value: T) => void) =>
    (value: T) => {
      try {
        call(value);
      } catch (error) {
        refusal = error;
        throw error;
      }
    };
  const sevenZip = await instance({ quit: (status: number) => (code = status) });
  mountArchive(sevenZip, input);
  const text = guarded(linesTo(line));
  redirect(sevenZip, STDOUT_FD, bytes ? guarded(bytes) : text);
  redirect(sevenZip, STDERR_FD, text);
  try {
    code = sevenZip.callMain([...args, ARCHIVE]) ?? code;
  } catch (error) {
    throw refusal ?? new SevenZipCrash(`7-Zip ended early: ${String(error)}`);
  }
  if (refusal !== undefined) throw refusal;
  return code;
}

/** Without `process` and `require` the package takes no part in Node: its file system is in its memory. */
function load(): SevenZipFactory {
  const code = readFileSync(resolve('7z-wasm/7zz.umd.js'), 'utf8');
  const module = { exports: {} };
  const define = compileFunction(code, ['module', 'exports', 'process', 'require']) as (...args: unknown[]) => void;
  define(module, module.exports);
  return module.exports as SevenZipFactory;
}

/** A new one each time: its memory holds what the last archive left there. */
async function instance(options: Record<string, unknown>): Promise<SevenZip> {
  const module = (compiled ??= new webAssembly.Module(readFileSync(resolve('7z-wasm/7zz.wasm'))));
  return (factory ??= load())({
    ...options,
    stdin: () => null,
    instantiateWasm(imports: Imports, done: (instance: object) => void) {
      const created = new webAssembly.Instance(module, imports);
      done(created);
      return created.exports;
    },
  });
}

function mountArchive({ FS }: SevenZip, { fd, size }: SevenZipRun['input']): void {
  FS.writeFile(ARCHIVE, '');
  const { node } = FS.lookupPath(ARCHIVE);
  Object.defineProperty(node, 'usedBytes', { get: () => size });
  node.stream_ops = {
    ...node.stream_ops,
    read(_stream, buffer, offset, length, position) {
      const wanted = Math.min(length, size - position);
      return wanted > 0 ? readSync(fd, buffer, offset, wanted, position) : 0;
    },
  };
}

/** Past Emscripten's terminal, which takes every byte alone and goes on after an error. */
function redirect({ FS }: SevenZip, fd: number, taken: (chunk: Uint8Array) => void): void {
  const stream = FS.streams[fd]!;
  stream.stream_ops = {
    ...stream.stream_ops,
    write(_stream, buffer, offset, length) {
      taken(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length));
      return length;
    },
  };
}

/** Cuts text into lines. */
function linesTo(line: (text: string) => void): (chunk: Uint8Array) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + Buffer.from(chunk).toString('utf8')).split('\n');
    rest = lines.pop()!;
    for (const one of lines) line(one);
  };
}
