// jest's loader for all projects: Node's own. A module is found, compiled and run once per worker and shared by the specs that
// follow each other there. In a context of its own per spec, the application alone costs several seconds of CPU each time.
import { createRequire, registerHooks } from 'node:module';
import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import JestRuntime from 'jest-runtime';
import { setGlobals } from './globals.mjs';

const require = createRequire(import.meta.url);
const Runtime = JestRuntime.default ?? JestRuntime;
const GLOBALS = new URL('globals.mjs', import.meta.url).href;
const CIRCUS = `${sep}jest-circus${sep}`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: GLOBALS, format: 'module', shortCircuit: true } : next(specifier, context),
});

/** Spec files that were loaded; watch mode may run one again. */
const loaded = new Map();

class SharedModulesRuntime extends Runtime {
  /** jest-circus keeps the tests that it found in its module: loaded anew for each spec. */
  requireInternalModule(from, to) {
    for (const path of Object.keys(require.cache)) if (path.includes(CIRCUS)) delete require.cache[path];
    return require(to ?? from);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    const times = loaded.get(path) ?? 0;
    loaded.set(path, times + 1);
    setGlobals(this.jestGlobals.cjsGlobals(path));
    return import(pathToFileURL(path).href + (times ? `?run=${times}` : ''));
  }
}

export { SharedModulesRuntime as 'module.exports' };
