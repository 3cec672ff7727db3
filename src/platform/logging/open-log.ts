import { Logger, type LoggerService } from '@nestjs/common';
import { format as formatText } from 'node:util';
import { receiveEarlyWarnings } from './early-warnings.js';
import { EventLines } from './event-lines.js';
import { SecretHider } from './hide-secrets.js';
import { LogOutput } from './log-output.js';
import { NestLogger } from './nest-logger.js';
import { terminalForm } from './terminal-form.js';

const STDOUT = 1;
const DROPPED_CHECK_MS = 5_000;

export interface LogOptions {
  /** The form that the settings name; without one the terminal gets text, and anything else JSON. */
  format: 'json' | 'text' | undefined;
  level: 'error' | 'warn' | 'info' | 'debug';
  /** The role of this process, in every event. */
  role: string;
}

/** The log of this process, on standard output. */
export interface Log {
  nest: LoggerService;
  /** Values that no message may contain from now on. */
  hide(values: readonly string[]): void;
  /** What the start prints for people, as it is: a line of its own, unless the settings demand JSON. Written at once. */
  announce(text: string): void;
}

/** Opens the log, and writes there what Nest, the console and the runtime report too. Once in a process. */
export async function openLog({ format, level, role }: LogOptions): Promise<Log> {
  const isTerminal = process.stdout.isTTY;
  const isText = (format ?? (isTerminal ? 'text' : 'json')) === 'text';
  const output = new LogOutput({ fd: STDOUT, immediate: isTerminal });
  const form = isText ? await terminalForm({ colors: isTerminal && process.stdout.hasColors() }) : undefined;
  const lines = new EventLines({ level, role, form });
  const secrets = new SecretHider();
  const nest = new NestLogger({ lines, output, secrets });
  Logger.overrideLogger(nest);
  process.once('exit', () => output.finish());
  logRuntime(new Logger('Process'));
  receiveEarlyWarnings(({ context, message }) => nest.warn(message, context));
  setInterval(() => reportDropped(output), DROPPED_CHECK_MS).unref();
  return {
    nest,
    hide: (values) => secrets.add(values),
    announce: (text) => {
      if (format === 'json') for (const line of linesOf(text)) nest.announce(line);
      else output.write(`${text}\n`);
      output.flush();
    },
  };
}

/** What would be printed beside the log: texts of libraries, warnings of Node, and what ends the process. */
function logRuntime(logger: Logger): void {
  console.log = console.info = (...parts: unknown[]) => logger.log(formatText(...parts));
  console.warn = (...parts: unknown[]) => logger.warn(formatText(...parts));
  console.error = (...parts: unknown[]) => logger.error(formatText(...parts));
  console.debug = (...parts: unknown[]) => logger.debug(formatText(...parts));
  process.removeAllListeners('warning').on('warning', ({ name, message }) => logger.warn(`${name}: ${message}`));
  process.on('uncaughtException', (error: unknown) => {
    logger.fatal(error);
    process.exit(1);
  });
}

function reportDropped(output: LogOutput): void {
  const lines = output.takeDropped();
  if (lines) new Logger('Log').warn(`${lines} lines were lost: the reader of the log was too slow.`, { lines });
}

const linesOf = (text: string) => text.split('\n').flatMap((line) => line.trim() || []);
