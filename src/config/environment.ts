import { existsSync } from 'node:fs';
import { readSettings } from './read-settings.js';
import type { Settings } from './settings.js';

/** The settings of this process: its environment, and a `.env` beside it for what the environment leaves open. */
export function readEnvironment(overrides: Record<string, string> = {}): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readSettings({ ...process.env, ...overrides });
}

/** Whether nothing but events may be printed: asked also where the settings could not be read. */
export function demandsJsonLog(): boolean {
  return process.env.LOG_FORMAT === 'json';
}
