import { write, writev } from 'node:fs';

export type Done = (error?: Error | null) => void;

/** Writes all bytes at the end of an open file. A write that a full disk cut short is tried again, and then says why. */
export function writeFully(descriptor: number, pieces: readonly Buffer[], done: Done): void {
  writev(descriptor, pieces, (error, written) => {
    if (error) return done(error);
    const rest = Buffer.concat(written === sizeOf(pieces) ? [] : pieces).subarray(written);
    writeRest(descriptor, rest, done);
  });
}

function writeRest(descriptor: number, rest: Buffer, done: Done): void {
  if (rest.length === 0) return done();
  write(descriptor, rest, (error, written) =>
    error ? done(error) : writeRest(descriptor, rest.subarray(written), done),
  );
}

function sizeOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
