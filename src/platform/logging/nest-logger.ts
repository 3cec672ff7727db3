import type { LoggerService } from '@nestjs/common';
import type { Level } from 'pino';
import { currentTrace } from '../tracing/trace.js';
import type { EventLines } from './event-lines.js';
import type { SecretHider } from './hide-secrets.js';
import type { LogOutput } from './log-output.js';

/** Messages of Nest about its own start. */
const START_CONTEXTS = new Set<unknown>([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
  'GraphQLModule',
]);
/**
 * A message that is made when its line is written, within a tenth of a second: for what is logged at every request, and holds
 * only values that do not change.
 */
export type LateMessage = () => [text: string, fields: object];

interface NestLoggerParts {
  lines: EventLines;
  output: LogOutput;
  secrets: SecretHider;
}

const STACK = /\n {4}at /;

/**
 * Writes what is logged by Nest's `Logger` as one event. An object after the message holds the fields of the event:
 * `logger.log('Upload moved', { upload_id })`. The last text is the context, as Nest passes it. The first line of an error is
 * the message, its stack a field. A function is a `LateMessage`.
 */
export class NestLogger implements LoggerService {
  private readonly lines: EventLines;
  private readonly output: LogOutput;
  private readonly secrets: SecretHider;

  constructor({ lines, output, secrets }: NestLoggerParts) {
    this.lines = lines;
    this.output = output;
    this.secrets = secrets;
  }

  /** A line of the start, which is shown to people: nothing in it is hidden. */
  announce(text: string): void {
    if (this.lines.isEnabled('info'))
      this.output.write(this.lines.of({ level: 'info', at: Date.now(), text, fields: {} }));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  log(message: unknown, ...rest: unknown[]): void {
    if (!START_CONTEXTS.has(rest.at(-1))) this.write('info', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    if (!this.lines.isEnabled(level)) return;
    const last = rest.at(-1);
    const context = typeof last === 'string' && !STACK.test(last) ? last : undefined;
    const happened = { level, at: Date.now() };
    const common = { trace_id: currentTrace()?.traceId, context };
    if (typeof message === 'function') {
      const late = () => {
        const [text, fields] = (message as LateMessage)();
        return this.lines.of({ ...happened, text: this.secrets.hide(text), fields: { ...common, ...fields } });
      };
      return this.output.write(late);
    }
    const fields = rest.find((part) => typeof part === 'object' && part !== null);
    const text = this.secrets.hide(textOf(message));
    const at = text.search(STACK);
    const stack = at === -1 ? stackIn(rest) : text;
    const shown = { ...common, ...fields, ...(stack && { stack: this.secrets.hide(stack) }) };
    this.output.write(this.lines.of({ ...happened, text: at === -1 ? text : text.slice(0, at), fields: shown }));
  }
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return message.stack ?? message.message;
  return typeof message === 'object' ? JSON.stringify(message) : String(message);
}

/** Nest passes the stack of an error after its message. */
const stackIn = (rest: unknown[]) => rest.find((part): part is string => typeof part === 'string' && STACK.test(part));
