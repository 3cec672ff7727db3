import { writeSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';

const STDERR_FD = 2;

/** What libraries print goes to the tail that the parent keeps for its log. Node's own streams would be sockets. */
export function replaceStreams(): void {
  const print = new Writable({
    write(chunk: Buffer, _encoding, done) {
      writeSync(STDERR_FD, chunk);
      done();
    },
  });
  const fixed = (value: object) => ({ value, writable: false, configurable: false, enumerable: true });
  Object.defineProperties(process, {
    stdin: fixed(Readable.from([])),
    stdout: fixed(print),
    stderr: fixed(print),
  });
}
