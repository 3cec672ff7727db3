import { describe, expect, it } from '@jest/globals';
import { describedValues, enumNameOf, enumOf } from './enum-types.js';

describe('the names of enum values', () => {
  it.each([
    ['COMPLETED', 'COMPLETED'],
    ['pending_scan', 'PENDING_SCAN'],
    ['uploads:write', 'UPLOADS_WRITE'],
    ['notify.notification.sent', 'NOTIFY_NOTIFICATION_SENT'],
    ['*', 'ALL'],
  ])('of %s is %s', (value, name) => {
    expect(enumNameOf(value)).toBe(name);
  });
});

describe('an enum', () => {
  const values = { 'a:b': 'First.', c: 'Second.' };

  it('stands for the values of the domain, and is registered once', () => {
    const type = enumOf({ name: 'SpecEnum', meaning: 'A test.', values });
    expect(type).toEqual({ A_B: 'a:b', C: 'c' });
    expect(enumOf({ name: 'SpecEnum', meaning: 'A test.', values })).toBe(type);
  });

  it('is described in REST by the values that REST has', () => {
    expect(describedValues({ values })).toBe('`a:b`: First. `c`: Second.');
  });
});
