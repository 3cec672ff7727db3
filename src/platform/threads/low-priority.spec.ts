import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';

const program = `
  import { getPriority } from 'node:os';
  import { parentPort } from 'node:worker_threads';
  import { lowerPriority } from '${new URL('./low-priority.js', import.meta.url).href}';
  lowerPriority();
  parentPort.postMessage(getPriority());`;

// On other systems a priority is of the whole process.
(process.platform === 'linux' ? it : it.skip)('only the thread that lowers its priority has a lower one', async () => {
  const before = getPriority();
  const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`));
  const [its] = (await once(thread, 'message')) as [number];
  expect({ its, mine: getPriority() }).toEqual({ its: Math.min(19, before + 10), mine: before });
});
