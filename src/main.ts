import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// What V8 compiled is kept for the next start, where this folder can be written. Before anything else is loaded.
enableCompileCache(fileURLToPath(new URL('../compile-cache', import.meta.url)));
const { start } = await import('./boot/start.js');
await start();
