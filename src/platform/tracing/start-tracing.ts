import type { Settings } from '../../config/settings.js';
import { recordSpansIn } from './trace.js';
import { tracingSettings } from './tracing-settings.js';

/** How long the export of what waits may hold up the end of the process. */
const STOP_MS = 1_000;

const nothing = () => Promise.resolve();

/**
 * Records spans from now on if the settings name where they go. OpenTelemetry is loaded only then. Answers what ends it: the
 * spans that wait are exported, as long as that does not take long.
 */
export async function startTracing(settings: Settings, version: string): Promise<() => Promise<void>> {
  const chosen = tracingSettings(settings);
  if (!chosen) return nothing;
  const { OpenTelemetry } = await import('./open-telemetry.js');
  const recorder = new OpenTelemetry(chosen, version);
  recordSpansIn(recorder);
  return async () => {
    recordSpansIn(undefined);
    const late = new Promise<void>((resolve) => setTimeout(resolve, STOP_MS).unref());
    await Promise.race([recorder.stop().catch(() => undefined), late]);
  };
}
