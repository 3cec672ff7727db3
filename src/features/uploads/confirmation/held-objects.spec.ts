import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HeldObjects } from './held-objects.js';

const [FIRST, SECOND] = ['upl_0000000000000001', 'upl_0000000000000002'];
const keyOf = (id: string) => `ws_0000000000000001/staging/${id}`;

let objects: HeldObjects;
let wentOn: string[][];

beforeEach(() => {
  jest.useFakeTimers();
  wentOn = [];
  objects = new HeldObjects();
  objects.start((held) => wentOn.push(held.map(({ id }) => id)));
});
afterEach(() => {
  objects.stop();
  jest.useRealTimers();
});

describe('objects that are announced', () => {
  it('go on together, once each, and not before clients had time to confirm', () => {
    for (const id of [FIRST, SECOND, FIRST]) objects.hold(keyOf(id));
    expect(wentOn).toEqual([]);
    jest.runAllTimers();
    expect(wentOn).toEqual([[FIRST, SECOND]]);
  });

  it('do not go on when their upload is confirmed meanwhile', () => {
    for (const id of [FIRST, SECOND]) objects.hold(keyOf(id));
    objects.confirmed(FIRST);
    jest.runAllTimers();
    expect(wentOn).toEqual([[SECOND]]);
  });

  it('go on when they are announced again after the confirmation', () => {
    objects.hold(keyOf(FIRST));
    objects.confirmed(FIRST);
    objects.hold(keyOf(FIRST));
    jest.runAllTimers();
    expect(wentOn).toEqual([[FIRST]]);
  });

  it.each(['ws_0000000000000001/sealed/upl_0000000000000001', 'elsewhere', ''])(
    'are left out where the key is of no upload: "%s"',
    (key) => {
      objects.hold(key);
      jest.runAllTimers();
      expect(wentOn).toEqual([]);
    },
  );
});
