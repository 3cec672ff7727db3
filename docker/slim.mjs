// Takes out of node_modules what no process of Airlock reads: node docker/slim.mjs [folder with package.json]
// The image's build runs it. What is left out here is proven not to be missed by test/e2e/production.e2e-spec.ts.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(process.argv[2] ?? '.');
const modules = join(root, 'node_modules');

/** Its types come with half a code editor, which the page that GraphiQL's server hands out has bundled already. */
const TYPES_ONLY = 'ruru-types';

/** For compilers, debuggers and readers. The texts of licences stay. */
const NOT_RUN = /(\.map|\.[mc]?ts|\.tsbuildinfo|\.flow)$|^(?!.*licen[cs]e|.*notice).*\.(md|markdown)$/i;

/** The image library. All other optional packages are of the embedded parts, or make something a little faster. */
const OPTIONAL = /^@img\//;

/** The notices of the libraries that the image library has linked. */
const NOTICES = /^@img\/sharp-libvips-[^/]+\/README\.md$/;

const NEEDLESS = [
  // What the image library is built of, where there is no binary.
  /^sharp\/(src|install)$/,
  // The same pages once more, as loose files; and the maps of them, which are not served.
  /^ruru\/(static|dist\/bundleMeta\.js)$/,
  // Forms for `require`, and names that no part of the tracing uses.
  /^@opentelemetry\/[^/]+\/dist\/.*(\.cjs|(experimental_\w+|index-incubating)\.mjs)$/,
  // Query compilers of other databases, of other ways to load them, and for places that are no server.
  /^@prisma\/client\/runtime\/(query_compiler_(?!fast_bg\.postgresql\.).*|wasm-compiler-edge.*|index-browser.*)$/,
];

const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Where Node finds the package from there; nothing when it is not installed. */
function find(name, from) {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
  }
  return undefined;
}

function needsOf(folder) {
  const { name, dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta = {} } = manifestOf(folder);
  if (name === TYPES_ONLY) return [];
  const peers = Object.keys(peerDependencies ?? {}).filter((peer) => !peerDependenciesMeta[peer]?.optional);
  const optional = Object.keys(optionalDependencies ?? {}).filter((one) => OPTIONAL.test(one));
  return [...Object.keys(dependencies ?? {}), ...optional, ...peers];
}

/** Every package that something from package.json down asks for. */
function needed() {
  const seen = new Set([root]);
  for (const folder of seen) {
    for (const name of needsOf(folder)) {
      const found = find(name, folder);
      if (found) seen.add(found);
    }
  }
  return seen;
}

/** Every installed package, nested ones too. */
function* installed(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // A link to a workspace, which is not in the image.
    if (entry.isSymbolicLink()) yield path;
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    if (entry.name.startsWith('@')) yield* installed(path);
    else {
      yield path;
      yield* installed(join(path, 'node_modules'));
    }
  }
}

const wanted = needed();
for (const path of [...installed(modules)]) if (!wanted.has(path)) rmSync(path, { recursive: true, force: true });

for (const entry of readdirSync(modules, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  const name = path.slice(modules.length + 1);
  if (
    (entry.isFile() && NOT_RUN.test(entry.name) && !NOTICES.test(name)) ||
    NEEDLESS.some((pattern) => pattern.test(name))
  )
    rmSync(path, { recursive: true, force: true });
}
