import { describe, expect, it } from '@jest/globals';
import { charactersOf, taskIdFor } from './task.js';

describe('the id of a task', () => {
  it.each(['upl_0123456789abcdef', 'doc_0123456789abcdef'])('has the characters of %s', (id) => {
    expect(taskIdFor(id)).toBe('task_0123456789abcdef');
    expect(charactersOf(taskIdFor(id))).toBe('0123456789abcdef');
  });

  it.each(['task_', 'task_0123456789ABCDEF', 'upl_0123456789abcdef', 'task_0123456789abcdef0', '\0'])(
    'is not %j',
    (id) => {
      expect(charactersOf(id)).toBeUndefined();
    },
  );
});
