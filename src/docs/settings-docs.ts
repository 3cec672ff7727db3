import { settings } from '../config/settings.js';
import type { Setting } from '../config/setting.js';

const entries = Object.entries(settings) as [string, Setting<unknown>][];

/** A default as it would be written in the environment; empty for none. */
const written = (fallback: unknown) => (fallback === undefined ? '' : String(fallback));

/** `.env.example`: every setting, commented out, with its default. */
export function envExample(): string {
  const head =
    '# Every setting of Airlock. Copy this file to .env and uncomment what you change; docs/settings.md explains.\n';
  return [head, ...entries.map(([name, { about, fallback }]) => `# ${about}\n#${name}=${written(fallback)}\n`)].join(
    '\n',
  );
}

/** `docs/settings.md`: the same as a table. */
export function settingsPage(): string {
  const rows = entries.map(([name, { about, fallback, secret }]) => {
    const text = written(fallback);
    const shown = text && `\`${text}\``;
    return `| \`${name}\` | ${shown} | ${about.replaceAll('|', '\\|')}${secret ? ' *Secret.*' : ''} |`;
  });
  return `${[...intro, ...rows].join('\n')}\n`;
}

const intro = [
  '# Settings',
  '',
  'Airlock reads environment variables, and a `.env` file in the working directory for what they leave open.',
  'Empty means unset. All settings are checked before anything starts. Every problem is reported at once, by name.',
  'The values of secrets are never printed.',
  '',
  'Roles `api` and `worker` need `AIRLOCK_SECRET`, `DATABASE_URL` and a store: the embedded parts serve one process.',
  '',
  '| Setting | Default | Meaning |',
  '|---|---|---|',
];
