import { describe, expect, it } from '@jest/globals';
import { statementNames } from './statement-names.js';

describe('statement names', () => {
  it('are stable for each text and unique', () => {
    const nameOf = statementNames();
    const one = nameOf({ sql: 'SELECT 1' });
    expect(one).toMatch(/^prisma_[0-9a-f]{24}$/);
    expect(nameOf({ sql: 'SELECT 1' })).toBe(one);
    expect(nameOf({ sql: 'SELECT 2' })).not.toBe(one);
    expect(statementNames()({ sql: 'SELECT 1' })).toBe(one);
  });

  it('are within PostgreSQL’s limit for identifiers, beyond which names would collide', () => {
    expect(statementNames()({ sql: 'SELECT 1' })!.length).toBeLessThan(64);
  });

  it('are limited in number, and never forgotten', () => {
    const nameOf = statementNames(2);
    const [one] = [nameOf({ sql: 'SELECT 1' }), nameOf({ sql: 'SELECT 2' })];
    expect(nameOf({ sql: 'SELECT 3' })).toBe('');
    expect(nameOf({ sql: 'SELECT 1' })).toBe(one);
  });
});
