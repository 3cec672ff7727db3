import { start } from './boot/start.js';

await start({ AIRLOCK_ROLE: 'worker' });
