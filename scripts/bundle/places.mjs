import { readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';

/** What a bundle begins with, so that `atItsPlace` finds what it needs. */
export const PLACES_HEAD = `import { createRequire as bundleRequire } from 'node:module';
import { fileURLToPath as bundlePath } from 'node:url';
const require = bundleRequire(import.meta.url);
const bundleUrl = (path) => new URL(path, import.meta.url).href;`;

/** `import.meta.url`, `__filename` and `__dirname` as they were before the file went into a bundle in the folder `output`. */
export function atItsPlace(path, output) {
  const url = (place) => `bundleUrl('${relative(output, place).replaceAll(sep, '/')}')`;
  return readFileSync(path, 'utf8')
    .replaceAll('import.meta.url', url(path))
    .replaceAll(/(?<!['"])\b__filename\b/g, `bundlePath(${url(path)})`)
    .replaceAll(/(?<!['"])\b__dirname\b/g, `bundlePath(${url(dirname(path))})`);
}
