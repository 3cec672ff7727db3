import { writeSync } from 'node:fs';
import type { CagedOutput } from '../cage.js';
import { type FailureReport, frameHeader, FrameKind, MAX_FRAME_BYTES } from '../protocol.js';

const MESSAGE_LENGTH = 4096;
/** Copied behind their header, to save a system call. */
const SMALL_BYTES = 64 * 1024;

/** Frames on a descriptor that blocks: the program stands still while the pipe is full. */
export class DescriptorOutput implements CagedOutput {
  constructor(private readonly fd: number) {}

  message(value: unknown): void {
    const content = Buffer.from(JSON.stringify(value) ?? 'null');
    if (content.length > MAX_FRAME_BYTES) throw new RangeError('A message may have 1 MiB: cut it');
    this.frame(FrameKind.message, content);
  }

  bytes(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += MAX_FRAME_BYTES)
      this.frame(FrameKind.bytes, chunk.subarray(at, at + MAX_FRAME_BYTES));
  }

  done(): void {
    this.frame(FrameKind.done, new Uint8Array());
  }

  failed({ message, ...rest }: FailureReport): void {
    this.frame(FrameKind.failed, Buffer.from(JSON.stringify({ ...rest, message: message.slice(0, MESSAGE_LENGTH) })));
  }

  private frame(kind: number, content: Uint8Array): void {
    const header = frameHeader(kind, content.length);
    if (content.length <= SMALL_BYTES) return this.write(Buffer.concat([header, content]));
    this.write(header);
    this.write(content);
  }

  private write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.fd, bytes, at);
  }
}
