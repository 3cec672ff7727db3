import { Logger } from '@nestjs/common';

const logger = new Logger('Listeners');

/**
 * A listener of an event emitter. Node ends the process when a listener throws; this one is logged, once, and ends only
 * what the event was about.
 */
export function guarded<Args extends unknown[]>(
  listener: (...args: Args) => unknown,
  end: (...args: Args) => void = () => undefined,
): (...args: Args) => void {
  return (...args) => {
    const fail = (error: unknown) => {
      logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      attempt(() => end(...args));
    };
    try {
      const result = listener(...args);
      if (result instanceof Promise) result.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

/** What cannot be closed ends by its time limit. */
function attempt(close: () => void): void {
  try {
    close();
  } catch (error) {
    logger.error(`Could not be closed: ${String(error)}`);
  }
}
