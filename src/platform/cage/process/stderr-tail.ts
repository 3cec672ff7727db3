import type { Readable } from 'node:stream';

const KEPT = 4096;
const MOST = 1024 * 1024;

/** The end of what a process printed, for one line of the log. */
export class StderrTail {
  text = '';

  /** `flooded` is called when more was printed than any honest program prints. */
  constructor(stderr: Readable, flooded: () => void) {
    let bytes = 0;
    stderr.setEncoding('utf8');
    stderr.on('data', (text: string) => {
      this.text = (this.text + text).slice(-KEPT);
      bytes += text.length;
      if (bytes > MOST) flooded();
    });
    stderr.on('error', () => undefined);
  }
}
