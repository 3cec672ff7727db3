import { expect, it } from '@jest/globals';
import { membershipIdOf, membershipPlace } from './membership-id.js';

const place = { workspaceId: 'ws_0123456789abcdef', userId: 'usr_fedcba9876543210' };

it('a membership has one id, which names its workspace and its user', () => {
  const id = membershipIdOf(place);
  expect(membershipPlace(id)).toEqual(place);
  expect(membershipIdOf({ ...place, workspaceId: 'ws_1123456789abcdef' })).not.toBe(id);
  expect([place.userId, `${id}_1`, 'mbr_', ''].map(membershipPlace)).toEqual(Array(4).fill(undefined));
});
