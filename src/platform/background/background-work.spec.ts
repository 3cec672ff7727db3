import { describe, expect, it } from '@jest/globals';
import { BackgroundWork } from './background-work.js';

describe('BackgroundWork', () => {
  it('tells all tasks to end before it waits for any', async () => {
    const work = new BackgroundWork();
    const said: string[] = [];
    let finish!: () => void;
    const slow = new Promise<void>((resolve) => (finish = resolve));
    for (const name of ['first', 'second'])
      work.add({ start: () => void said.push(`${name} started`), stop: () => (said.push(`${name} told`), slow) });

    work.onApplicationBootstrap();
    const ended = work.beforeApplicationShutdown().then(() => said.push('ended'));
    expect(said).toEqual(['first started', 'second started', 'first told', 'second told']);
    finish();
    await ended;
    expect(said.at(-1)).toBe('ended');
  });
});
