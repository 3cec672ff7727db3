import type { Readable } from 'node:stream';

const KEPT = 4096;
const MOST = 1024 * 1024;

/** The end of what a process printed, for one line of the log. */
export class StderrTail {
  text = '';
  /** More was printed than any honest program prints. */
  isFlooded = false;

  /** `flooded` is called once `isFlooded`. */
  constructor(stderr: Readable, flooded: () => void) {
    let bytes = 0;
    stderr.setEncoding('utf8');
    stderr.on('data', (text: string) => {
      this.text = (this.text + text).slice(-KEPT);
      bytes += text.length;
      if (bytes <= MOST || this.isFlooded) return;
      this.isFlooded = true;
      flooded();
    });
    stderr.on('error', () => undefined);
  }
}
