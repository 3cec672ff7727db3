import type { Client } from './api/client.js';
import type { GivenOptions } from './config/credentials.js';
import type { Credentials } from './config/credentials.js';
import type { Output } from './output/output.js';

/** What a command works with. */
export interface Context {
  output: Output;
  environment: NodeJS.ProcessEnv;
  input: NodeJS.ReadStream;
  /** Aborted by Ctrl-C or SIGTERM, with an Interruption as its reason. */
  signal: AbortSignal;
  /** The options of every command. */
  given: GivenOptions;
  /** Throws when there are none. */
  credentials(): Promise<Credentials>;
  /** Of these credentials. */
  client(): Promise<Client>;
}
