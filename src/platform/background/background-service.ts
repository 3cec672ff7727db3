import { handlerDecorator, type HandlerOptions } from '../handlers/handler-decorator.js';

/** Runs and times one piece of work, and counts it under the service's name. */
export type Measure = <T>(work: () => Promise<T>) => Promise<T>;

/** Background work with a rhythm of its own, such as a pool of workers or a subscription. */
export interface BackgroundService {
  start(measure: Measure): void;
  /** Begins nothing more, and waits, within a limit, for what is under way. */
  stop(): Promise<void>;
}

export const BackgroundService = handlerDecorator<HandlerOptions, BackgroundService>('background service');
