import { settings as table, type SettingName, type Settings } from '../config/settings.js';
import type { Setting } from '../config/setting.js';
import { type Log, openLog } from '../platform/logging/open-log.js';

/** The log as the settings want it. */
export async function logOf(settings: Settings): Promise<Log> {
  const { LOG_FORMAT: format, LOG_LEVEL: level, AIRLOCK_ROLE: role } = settings;
  const log = await openLog({ format, level: level === 'log' ? 'info' : level, role });
  log.hide(secretsIn(settings));
  return log;
}

/** The values of secret settings, and the passwords in URLs. */
export function secretsIn(settings: Settings): string[] {
  return (Object.entries(table) as [SettingName, Setting<unknown>][]).flatMap(([name, { secret }]) => {
    const value = settings[name];
    if (typeof value !== 'string') return [];
    return secret ? value : passwordsIn(value);
  });
}

function passwordsIn(url: string): string[] {
  const password = URL.parse(url)?.password;
  return password ? [password, decodeURIComponent(password)] : [];
}
