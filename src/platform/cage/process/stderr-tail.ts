import type { Readable } from 'node:stream';

const KEPT = 4096;

/** The end of what a process printed, for one line of the log. */
export class StderrTail {
  text = '';

  constructor(stderr: Readable) {
    stderr.setEncoding('utf8');
    stderr.on('data', (text: string) => (this.text = (this.text + text).slice(-KEPT)));
    stderr.on('error', () => undefined);
  }
}
