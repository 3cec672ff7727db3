import { describe, expect, it } from '@jest/globals';
import { SpoolBudget } from './spool-budget.js';

describe('SpoolBudget', () => {
  it('gives one organization its share and no more, while others find room', () => {
    const budget = new SpoolBudget(4, 2);
    const [first] = [budget.take('org_a'), budget.take('org_a')];
    expect(budget.take('org_a')).toBeUndefined();
    expect(budget.take('org_b')).toBeDefined();
    first!();
    expect(budget.take('org_a')).toBeDefined();
  });

  it('gives all of them no more than there is', () => {
    const budget = new SpoolBudget(3, 2);
    const places = ['org_a', 'org_b', 'org_c', 'org_d'].map((owner) => budget.take(owner));
    expect(places.map(Boolean)).toEqual([true, true, true, false]);
  });

  it('counts a place that is given back twice once', () => {
    const budget = new SpoolBudget(1, 1);
    const place = budget.take('org_a')!;
    place();
    place();
    expect(budget.take('org_a')).toBeDefined();
    expect(budget.take('org_b')).toBeUndefined();
  });
});
