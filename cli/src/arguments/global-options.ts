import type { OptionDefinitions } from './definition.js';

/** Understood by every command. */
export const globalOptions = {
  json: { type: 'flag', description: 'Print JSON to standard output; errors are JSON on standard error.' },
  quiet: { type: 'flag', short: 'q', description: 'No progress and no notes: results and errors only.' },
  url: { type: 'text', value: 'URL', description: 'The server. Wins over AIRLOCK_URL and over what login stored.' },
  namespace: {
    type: 'text',
    value: 'WORKSPACE',
    description: "The workspace to work in, by id or name. Default: AIRLOCK_NAMESPACE, the key's own, or the first.",
  },
  help: { type: 'flag', short: 'h', description: 'Show the help of the command.' },
  version: { type: 'flag', description: 'Show the version.' },
} as const satisfies OptionDefinitions;
