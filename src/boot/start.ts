import { readEnvironment } from '../config/environment.js';
import { explain } from './explain.js';
import { launch } from './launch.js';
import { requireNode } from './node-version.js';
import { reportFailure } from './report-failure.js';

/** Starts the process of a role. The program is loaded last, while PostgreSQL starts on another core. */
export async function start(overrides: Record<string, string> = {}): Promise<void> {
  performance.mark('airlock:process');
  try {
    requireNode();
    const given = readEnvironment(overrides);
    const launched = await launch(given);
    performance.mark('airlock:launch');
    const { serve } = await import('./serve.js');
    await serve(given, launched);
  } catch (error) {
    reportFailure(explain(error));
    process.exit(1);
  }
}
