import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { TemporaryFiles } from '../../temporary-files/temporary-files.js';
import { CONTROL_FD, type JobOrder, OUTPUT_FD } from '../protocol.js';
import { commandOf, type ProcessShape } from './command.js';
import { giveWay } from './give-way.js';
import { fillFile } from './fill-file.js';
import type { Isolation } from './isolation.js';
import { StderrTail } from './stderr-tail.js';

export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process for one job, with its input file, from its start to its end. */
export class CagedProcess {
  readonly stderr: StderrTail;
  /** When the process is gone, with all its descriptors. */
  readonly ended: Promise<ProcessEnd>;
  hasEnded = false;
  /** Stops the filling of the input: until then its file cannot be closed. */
  private readonly unneeded = new AbortController();
  private filling: Promise<void> = Promise.resolve();

  private constructor(
    private readonly child: ChildProcess,
    readonly shape: ProcessShape,
    private readonly input: FileHandle,
  ) {
    this.stderr = new StderrTail(child.stderr!, () => this.kill());
    // A process that has ended closes its ends of these; how it ended is read from `ended`.
    for (const stream of [this.control, this.output]) stream.on('error', () => undefined);
    this.ended = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
    void this.ended.then(() => this.closeInput());
    child.once('exit', () => (this.hasEnded = true));
  }

  static async start(shape: ProcessShape, isolation: Isolation, files: TemporaryFiles): Promise<CagedProcess> {
    const { file, reader } = await files.withReader();
    try {
      const [command, args] = commandOf(shape, isolation);
      const stdio = ['pipe' as const, 'ignore' as const, 'pipe' as const, reader.fd, 'pipe' as const];
      // A session of its own: no terminal to write to, no signals of the parent's group.
      const child = spawn(command, args, { stdio, env: {}, cwd: '/', detached: true });
      if (child.pid === undefined) throw (await once(child, 'error'))[0];
      giveWay(child.pid);
      return new CagedProcess(child, shape, file);
    } catch (error) {
      await file.close();
      throw error;
    } finally {
      await reader.close();
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  get output(): Readable {
    return this.child.stdio[OUTPUT_FD] as Readable;
  }

  /** Writes the input, which must have the size that was said, and starts the program; nothing once the process has ended. */
  async begin(source: Readable, order: JobOrder, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.unneeded.signal]);
    this.filling = fillFile(this.input, source, order.size, either).catch((error: unknown) => {
      if (signal.aborted || !this.unneeded.signal.aborted) throw error;
    });
    await this.filling;
    this.control.write(`${JSON.stringify(order)}\n`);
  }

  kill(): void {
    // Its end is waited for.
    this.hold(true);
    this.child.kill('SIGKILL');
    this.output.destroy();
  }

  /** Whether this process keeps its parent running. */
  hold(isHeld: boolean): void {
    const streams = this.child.stdio.filter((stream) => stream instanceof Socket);
    for (const handle of [this.child, ...streams]) {
      if (isHeld) handle.ref();
      else handle.unref();
    }
  }

  private async closeInput(): Promise<void> {
    this.unneeded.abort();
    await this.filling.catch(() => undefined);
    await this.input.close();
  }

  private get control(): Socket {
    return this.child.stdio[CONTROL_FD] as Socket;
  }
}
