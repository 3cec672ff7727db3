import { execFileSync } from 'node:child_process';
import { startTestServer } from './test-server.js';

/** Servers under test are the bundled ones, as users start them: bundled again when the compiler alone was run. */
export default async function globalSetup(): Promise<void> {
  execFileSync(process.execPath, ['scripts/bundle.mjs', '--if-stale'], { stdio: 'inherit' });
  await startTestServer();
}
