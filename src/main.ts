import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { translateStackTraces } from './boot/stack-traces.js';

// What V8 compiled is kept for the next start, where this folder can be written. Before anything else is loaded.
module.enableCompileCache?.(fileURLToPath(new URL('../compile-cache', import.meta.url)));
translateStackTraces();
const { start } = await import('./boot/start.js');
await start();
