import { expect, it } from '@jest/globals';
import { ownMetadata } from './blob-metadata.js';

it('is all that a client sends but the names that Rails keeps for itself, at the top only', () => {
  const given = { analyzed: true, identified: true, composed: true, width: 1, custom: { analyzed: 'mine' } };
  expect(ownMetadata(given)).toEqual({ width: 1, custom: { analyzed: 'mine' } });
});
