import fs from 'node:fs';

/** Waits until the device holds what was written to an open file or directory. */
export function flush(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fs.fsync(descriptor, (error) => (error ? reject(error) : resolve()));
  });
}
