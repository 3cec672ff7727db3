import { expect, it } from '@jest/globals';
import { newRequestId } from './request-id.js';

it('makes ids of twelve characters that never repeat', () => {
  const ids = Array.from({ length: 1000 }, newRequestId);
  for (const id of ids) expect(id).toMatch(/^[\w-]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
});
