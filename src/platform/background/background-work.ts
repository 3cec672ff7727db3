import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ending } from './ending.js';

/** Something that goes on by itself in a process. */
export interface BackgroundTask {
  start(): void;
  /** Begins no more, and waits, within reason, for what is under way. */
  stop(): Promise<void>;
}

/**
 * Everything of this process that goes on by itself: begun when all is made, told to end at the same moment. Nest's own
 * hooks end one module after the other, and the patience with a dead store would add up beyond a service manager's.
 */
@Injectable()
export class BackgroundWork implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tasks: BackgroundTask[] = [];

  add(...tasks: BackgroundTask[]): void {
    this.tasks.push(...tasks);
  }

  onApplicationBootstrap(): void {
    for (const task of this.tasks) task.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const stopped = Promise.all(this.tasks.map((task) => task.stop()));
    await Promise.race([stopped, pause(ending.backgroundMs, undefined, { ref: false })]);
  }
}
