import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { build } from 'esbuild';

const MOST_BYTES = 12_000;

/** What a page loads that makes a client: everything but what the package itself loads when it is needed. */
async function core() {
  const { outputFiles } = await build({
    stdin: { contents: "export { createClient } from '@airlock/sdk'", resolveDir: '.' },
    plugins: [
      {
        name: 'loaded-later',
        setup: ({ onResolve }) =>
          onResolve({ filter: /.*/ }, ({ path, kind }) =>
            kind === 'dynamic-import' ? { path, external: true } : undefined,
          ),
      },
    ],
    ...{ bundle: true, minify: true, format: 'esm', write: false, logLevel: 'silent' },
  });
  return outputFiles[0].contents;
}

it(`the core of the SDK has at most ${MOST_BYTES} bytes, minified and compressed`, async () => {
  const bytes = await core();
  expect(bytes.length).toBeGreaterThan(10_000);
  expect(gzipSync(bytes, { level: 9 }).length).toBeLessThanOrEqual(MOST_BYTES);
});
