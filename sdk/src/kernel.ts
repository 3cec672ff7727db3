import { type Client, type ClientOptions, createClient } from './client.js';
import { AirlockError } from './errors/airlock-error.js';

/** A client that needs no code to be made. */
export interface Kernel extends Client {
  /** What is not given is read from `AIRLOCK_URL`, `AIRLOCK_API_KEY` and `AIRLOCK_WORKSPACE`. */
  configure(options: Partial<ClientOptions>): void;
}

type Environment = { process?: { env?: Record<string, string | undefined> } };

let configured: Partial<ClientOptions> = {};
let made: Client | undefined;

function client(): Client {
  return (made ??= createClient(optionsOf(configured, (globalThis as Environment).process?.env)));
}

/** What was configured, and the environment for what was not. A configured token is not mixed with a key of the environment. */
function optionsOf(given: Partial<ClientOptions>, env: Record<string, string | undefined> = {}): ClientOptions {
  const { baseUrl = env.AIRLOCK_URL, workspace = env.AIRLOCK_WORKSPACE, ...more } = given;
  const { apiKey = more.token ? undefined : env.AIRLOCK_API_KEY } = given;
  if (baseUrl && (apiKey || more.token)) return { ...more, baseUrl, workspace, apiKey };
  const message = 'Set AIRLOCK_URL and AIRLOCK_API_KEY, or call kernel.configure({ baseUrl, apiKey }).';
  throw new AirlockError({ code: 'INVALID_ARGUMENT', message });
}

/** The ready-made client: `await kernel.files().upload({ file, bucket: 'assets' })`. It is made when it is first used. */
export const kernel: Kernel = {
  configure(options) {
    configured = options;
    made = undefined;
  },
  files: () => client().files(),
  uploads: () => client().uploads(),
  documents: () => client().documents(),
  get webhooks() {
    return client().webhooks;
  },
  get uppy() {
    return client().uppy;
  },
  request: (...call) => client().request(...call),
};
