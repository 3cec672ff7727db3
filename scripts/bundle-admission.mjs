// Puts the server's code of admission into the command line, for `airlock audit`: cli/dist/admission is a small copy of this
// repository (bundles in its `dist`, the two packages with WebAssembly in its `node_modules`), because the processes that
// open archives may read those two folders and nothing else.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { atItsPlace, PLACES_HEAD } from './bundle/places.mjs';

const OUTPUT = 'cli/dist/admission';
const LIBRARY = 'dist/audit/audit.js';
/** Started as processes of their own, from where they are. */
const PROGRAMS = ['dist/src/platform/cage/child/entry.js', 'dist/src/platform/archives/opener/open-archive.program.js'];
/** With what is read of each when it runs. */
const PACKAGES = {
  '7z-wasm': ['package.json', '7zz.umd.js', '7zz.wasm', 'License.txt', 'unRarLicense.txt'],
  wasmagic: ['package.json', 'dist', 'LICENSE'],
};
/** Asked for by Nest only if they are there. */
const ABSENT = ['@nestjs/microservices', '@nestjs/websockets', 'class-validator', 'class-transformer'];

const placesFrom = (folder) => ({
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.[cm]?js$/ }, ({ path }) => ({ contents: atItsPlace(path, folder), loader: 'js' }));
  },
});

/** The library as one file. */
async function bundleLibrary() {
  await build({
    entryPoints: ['dist/src/boot/audit/audit-library.js'],
    outfile: join(OUTPUT, LIBRARY),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    keepNames: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    logLevel: 'warning',
    external: [...Object.keys(PACKAGES), ...ABSENT],
    banner: { js: PLACES_HEAD },
    plugins: [placesFrom(dirname(LIBRARY))],
  });
}

/**
 * The programs file by file: one loads the other, and they share classes, which two bundles would have twice. They import
 * nothing but each other and Node.
 */
async function copyPrograms() {
  const options = { bundle: true, format: 'esm', platform: 'node', write: false, metafile: true, outdir: 'dist' };
  const { metafile } = await build({ ...options, entryPoints: PROGRAMS });
  for (const path of Object.keys(metafile.inputs)) {
    if (path.includes('node_modules'))
      throw new Error(`${path} is imported by a program of the cage: add it to PACKAGES.`);
    cpSync(path, join(OUTPUT, path));
  }
}

rmSync(OUTPUT, { recursive: true, force: true });
await bundleLibrary();
await copyPrograms();
for (const [name, files] of Object.entries(PACKAGES))
  for (const file of files)
    cpSync(join('node_modules', name, file), join(OUTPUT, 'node_modules', name, file), { recursive: true });
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync(join(OUTPUT, 'package.json'), `${JSON.stringify({ type: 'module', version })}\n`);
