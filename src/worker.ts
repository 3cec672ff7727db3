import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../compile-cache', import.meta.url)));
const { start } = await import('./boot/start.js');
await start({ AIRLOCK_ROLE: 'worker' });
