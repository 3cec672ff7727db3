import { Logger, type LoggerService } from '@nestjs/common';

const write = (message: unknown) => void process.stderr.write(`${String(message)}\n`);

const besideOutput: LoggerService = { log: write, warn: write, error: write };

/** Log messages of a command go to standard error, as plain text: its standard output is what it was run for. */
export function logBesideOutput(): void {
  Logger.overrideLogger(besideOutput);
}
