import { existsSync } from 'node:fs';
import { readSettings } from './read-settings.js';
import type { Settings } from './settings.js';

/** The settings of this process: its environment, and a `.env` beside it for what the environment leaves open. */
export function readEnvironment(overrides: Record<string, string> = {}): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readSettings({ ...process.env, ...overrides });
}
