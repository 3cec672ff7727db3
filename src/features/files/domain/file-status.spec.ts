import { expect, it } from '@jest/globals';
import { fileStatuses, fileStatusOf, statusesOf } from './file-status.js';

it('each name includes the statuses that are shown under it, and no status is left out', () => {
  const named = fileStatuses.flatMap((name) => statusesOf(name).map((status) => [fileStatusOf(status), name]));
  expect(named).toHaveLength(7);
  for (const [shown, name] of named) expect(shown).toBe(name);
});

it('a name of another API includes none', () => {
  expect(statusesOf('COMPLETED')).toEqual([]);
});
