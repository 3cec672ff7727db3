import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of this package, wherever the process was started: this module is built into dist/src/boot. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
