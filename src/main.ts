import { start } from './boot/start.js';

await start();
