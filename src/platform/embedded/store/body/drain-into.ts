import { IncomingMessage } from 'node:http';
import { finished, type Readable, type Writable } from 'node:stream';
import { interruption } from './interruption.js';

/** Like a pipeline, but after an error a request stays open, so that the error can be sent. */
export function drainInto(source: Readable, sink: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    finished(source, { writable: false }, (error) => {
      if (error) sink.destroy(interruption(error) as Error);
    });
    finished(sink, (error) => {
      if (!error) return resolve();
      source.unpipe(sink);
      if (!(source instanceof IncomingMessage)) source.destroy();
      reject(error);
    });
    source.pipe(sink);
  });
}
