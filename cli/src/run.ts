import { type Client, createApiClient } from './api/client.js';
import { helpOf, overview } from './arguments/help.js';
import { parse, type Parsed } from './arguments/parse.js';
import { commands } from './commands/index.js';
import { credentialsFrom } from './config/credentials.js';
import { readLogin } from './config/stored-login.js';
import type { Context } from './context.js';
import { type ExitCode, exitCodes } from './errors/exit-codes.js';
import { reportFailure } from './errors/report-failure.js';
import { Output, type OutputStream } from './output/output.js';
import { version } from './version.js';

/** The process as a command sees it. */
export interface Surroundings {
  args: string[];
  environment: NodeJS.ProcessEnv;
  input: NodeJS.ReadStream;
  stdout: OutputStream;
  stderr: OutputStream;
  signal: AbortSignal;
}

/** Runs one command. Never throws: what fails is reported, and becomes the exit code. */
export async function run(surroundings: Surroundings): Promise<ExitCode> {
  const { args } = surroundings;
  const output = outputOf(surroundings, args.includes('--json'), args.includes('--quiet') || args.includes('-q'));
  try {
    const parsed = parse(commands, args);
    const { command, global, options, positionals } = parsed;
    if (global.version) return say(output, version);
    if (global.help || !command) return say(output, command ? helpOf(command) : overview(commands));
    const context = contextOf(surroundings, parsed);
    const reason = await command.run(context, { options, positionals });
    return exitCodes[reason ?? 'done'].code;
  } catch (error) {
    // What fails because of an interruption fails in many ways.
    return reportFailure(surroundings.signal.aborted ? surroundings.signal.reason : error, output);
  }
}

function say(output: Output, text: string): ExitCode {
  output.page(text);
  return exitCodes.done.code;
}

function outputOf({ stdout, stderr, environment }: Surroundings, json: boolean, quiet: boolean): Output {
  return new Output({ stdout, stderr, environment, json, quiet });
}

function contextOf(surroundings: Surroundings, { global }: Parsed): Context {
  const { environment, input, signal } = surroundings;
  const given = { url: global.url, namespace: global.namespace };
  const credentials = async () => credentialsFrom(given, environment, await readLogin(environment));
  let client: Promise<Client> | undefined;
  return {
    ...{ environment, input, signal, given, credentials },
    output: outputOf(surroundings, global.json, global.quiet),
    client: () => (client ??= credentials().then(createApiClient)),
  };
}
