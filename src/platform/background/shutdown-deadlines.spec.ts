import { expect, it } from '@jest/globals';
import { shutdownDeadlines } from './shutdown-deadlines.js';

it('the deadlines of a shutdown follow each other, and the last leaves time before the kill after ten seconds', () => {
  const { finishMs, backgroundMs, closeMs, allMs } = shutdownDeadlines;
  const inOrder = [finishMs, backgroundMs, closeMs, allMs, 9_000];
  expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
});
