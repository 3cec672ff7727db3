import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { translateStackTraces } from './boot/stack-traces.js';

module.enableCompileCache?.(fileURLToPath(new URL('../compile-cache', import.meta.url)));
translateStackTraces();
const { start } = await import('./boot/start.js');
await start({ AIRLOCK_ROLE: 'worker' });
