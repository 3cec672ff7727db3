import { settings, type SettingName, type Settings } from './settings.js';
import type { Setting } from './setting.js';
import { unknownSettings } from './unknown-settings.js';

/** Thrown at start with every problem at once, each naming its variable. */
export class SettingsError extends Error {
  constructor(readonly problems: string[]) {
    super(`The settings are not valid:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/** Turns environment variables into values. Empty means unset. A misspelt setting is a problem like a wrong value. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const given = Object.keys(env).filter((name) => env[name]);
  const problems: string[] = unknownSettings(given, Object.keys(settings));
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings) as [SettingName, Setting<unknown>][]) {
    const text = env[name];
    values[name] = setting.fallback;
    if (!text) continue;
    try {
      values[name] = setting.parse(text);
    } catch (error) {
      problems.push(`${name} ${(error as Error).message}${setting.secret ? '' : `, not "${text}"`}`);
    }
  }
  const read = values as unknown as Settings;
  problems.push(...contradictions(read));
  if (problems.length) throw new SettingsError(problems);
  return Object.freeze(read);
}

const notEmbedded = (s: Settings) => s.AIRLOCK_ROLE !== 'all';
const together = (a: unknown, b: unknown) => Boolean(a) === Boolean(b);
const atLeast32 = (secret: string | undefined) => secret === undefined || secret.length >= 32;

/** Whether what is fetched there comes from where the URL says. */
function isAuthentic(text: string): boolean {
  const { protocol, hostname, username, password } = new URL(text);
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return (protocol === 'https:' || isHere) && !username && !password;
}

/** What no single variable can tell: each rule with the sentence that says how to mend it. */
const rules: [holds: (s: Settings) => boolean, problem: string][] = [
  [
    (s) => !notEmbedded(s) || Boolean(s.AIRLOCK_SECRET),
    'AIRLOCK_SECRET must be set unless AIRLOCK_ROLE is all: every process needs the same one',
  ],
  [
    (s) => !notEmbedded(s) || Boolean(s.DATABASE_URL),
    'DATABASE_URL must be set unless AIRLOCK_ROLE is all: the embedded database serves one process',
  ],
  [
    (s) => !notEmbedded(s) || Boolean(s.S3_ENDPOINT ?? s.AWS_STORAGE_BUCKET_NAME),
    'S3_ENDPOINT or AWS_STORAGE_BUCKET_NAME must be set unless AIRLOCK_ROLE is all: the embedded store serves one process',
  ],
  [
    (s) => s.AIRLOCK_ROLE !== 'worker' || s.SCANNER !== 'auto' || Boolean(s.CLAMD_URL),
    'CLAMD_URL must be set for a worker: without it only the built-in rules are left, which find the EICAR test file and no other malware. SCANNER=builtin says that these are enough',
  ],
  [
    (s) => s.SCANNER !== 'clamd' || Boolean(s.CLAMD_URL),
    'CLAMD_URL must be set with SCANNER=clamd: tcp://host:port or unix:path',
  ],
  [
    (s) => s.SCANNER !== 'builtin' || !s.CLAMD_URL,
    'CLAMD_URL and SCANNER=builtin contradict each other: unset one of them',
  ],
  [(s) => atLeast32(s.AIRLOCK_SECRET), 'AIRLOCK_SECRET must have at least 32 characters'],
  [(s) => atLeast32(s.JWT_SECRET), 'JWT_SECRET must have at least 32 characters'],
  [(s) => !s.JWT_SECRET || Boolean(s.JWT_ISSUER), 'JWT_ISSUER must be set with JWT_SECRET'],
  [
    (s) => !s.JWT_JWKS_URL || Boolean(s.JWT_ISSUER),
    'JWT_ISSUER must be set with JWT_JWKS_URL: the iss of the tokens that these keys sign',
  ],
  [
    (s) => !s.JWT_JWKS_URL || isAuthentic(s.JWT_JWKS_URL),
    'JWT_JWKS_URL must be an https URL without user name and password: keys that came over plain http could be those of anyone. http is for localhost only',
  ],
  [
    (s) => !s.BOOTSTRAP_API_KEY || /^sk_[A-Za-z0-9_-]{32,}$/.test(s.BOOTSTRAP_API_KEY),
    'BOOTSTRAP_API_KEY must be sk_ followed by at least 32 of A-Z a-z 0-9 _ -',
  ],
  [
    (s) => together(s.BOOTSTRAP_ADMIN_EMAIL, s.BOOTSTRAP_ADMIN_PASSWORD),
    'BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD must be set together',
  ],
  [
    (s) => together(s.AWS_ACCESS_KEY_ID, s.AWS_SECRET_ACCESS_KEY),
    'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set together',
  ],
  [
    (s) => s.DOCUMENT_ALLOWED_EXTENSIONS.length > 0,
    'DOCUMENT_ALLOWED_EXTENSIONS must name at least one extension, or be unset for the usual ones',
  ],
  [
    (s) => !s.AIRLOCK_FAULT_AT || process.env.NODE_ENV === 'test',
    'AIRLOCK_FAULT_AT is for tests: NODE_ENV must be test',
  ],
];

function contradictions(settings: Settings): string[] {
  return rules.filter(([holds]) => !holds(settings)).map(([, problem]) => problem);
}
