import { demandsJsonLog } from '../config/environment.js';

/**
 * Says why the start failed, whether or not the log could be opened: as text on standard error for people, or as one event of
 * the log where LOG_FORMAT=json demands that there is nothing else.
 */
export function reportFailure(text: string): void {
  if (!demandsJsonLog()) return void process.stderr.write(`${text}\n`);
  const event = { level: 'fatal', time: new Date().toISOString(), context: 'Airlock', msg: text };
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
