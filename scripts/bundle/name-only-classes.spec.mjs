import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { NAME_AS, nameOnlyClasses } from './name-only-classes.mjs';

const SOURCES = {
  'main.js': `
    import { Same as First } from './first.js';
    import { Same as Second } from './second.js';
    export const names = [First.name, Second.name, (class Decorated {}).name];
    export const closures = (n) => Array.from({ length: n }, () => { const held = () => n; return held; });`,
  'first.js': 'export class Same {}',
  'second.js': 'export class Same {}',
};

let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airlock-bundle-'));
  for (const [name, text] of Object.entries(SOURCES)) await writeFile(join(folder, name), text);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function bundled(options = {}) {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.js')],
    outfile: join(folder, 'bundle.js'),
    ...{ bundle: true, format: 'esm', keepNames: true, minifyWhitespace: true, minifySyntax: true },
    ...{ write: false, logLevel: 'silent' },
    banner: { js: NAME_AS },
    plugins: [nameOnlyClasses],
    ...options,
  });
  const path = join(folder, 'bundle.mjs');
  await writeFile(path, outputFiles[0].contents);
  return import(pathToFileURL(path).href);
}

/** Definitions of properties while `work` runs. */
function definitionsIn(work) {
  const define = Object.defineProperty;
  let count = 0;
  Object.defineProperty = (...args) => {
    count++;
    return define(...args);
  };
  try {
    work();
  } finally {
    Object.defineProperty = define;
  }
  return count;
}

describe('the names of a bundle', () => {
  it.each([undefined, 20, 30, 40])(
    'are those of its classes, wherever lines are broken: after %s',
    async (lineLimit) => {
      expect((await bundled({ lineLimit })).names).toEqual(['Same', 'Same', 'Decorated']);
    },
  );

  it('are not defined again for each function that is made', async () => {
    const { closures } = await bundled();
    expect(definitionsIn(() => closures(10))).toBe(0);
  });

  it('are a reason to stop when esbuild keeps them in a way that is not known here', async () => {
    await expect(bundled({ minifyWhitespace: false })).rejects.toThrow('names functions in another way');
  });
});
