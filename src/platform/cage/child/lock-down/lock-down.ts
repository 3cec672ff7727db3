import { syncBuiltinESMExports } from 'node:module';
import { denyNetwork } from './deny-network.js';
import { denyProcess } from './deny-process.js';
import { replaceStreams } from './replace-streams.js';

/**
 * Takes from this process what Node's permission model leaves it. Runs before the program is imported; nothing in a process
 * can undo it, because the native functions are no longer referenced from anywhere.
 */
export function lockDown(): void {
  denyNetwork();
  denyProcess();
  replaceStreams();
  syncBuiltinESMExports();
}
