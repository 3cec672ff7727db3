import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_MESSAGE_BYTES } from '../../platform/events/event-channel.js';
import { newId } from '../../shared/ids.js';
import { type Change, decodeChanges, encodeChanges } from './changes.js';

const workspaces = Array.from({ length: 50 }, () => newId('ws'));
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    workspaceId: fc.constantFrom(...workspaces),
    uploadId: fc.integer({ min: 0 }).map(() => newId('upl')),
    sequence: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  }),
  fc.record({
    workspaceId: fc.constantFrom(...workspaces),
    announcementId: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String),
  }),
  fc.record({
    workspaceId: fc.constantFrom(...workspaces),
    documentId: fc.integer({ min: 0 }).map(() => newId('doc')),
  }),
);
const byText = (changes: Change[]) => changes.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();

describe('changes on their way', () => {
  it('arrive whole, in messages that every channel takes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 1_000, size: 'max' }), (changes) => {
        const messages = encodeChanges(changes);
        for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
        expect(byText(messages.flatMap(decodeChanges))).toEqual(byText(changes));
      }),
      { numRuns: 30 },
    );
  });

  it('need one message for an ordinary batch', () => {
    const workspaceId = newId('ws');
    const batch = Array.from({ length: 200 }, (_, i) => ({ workspaceId, uploadId: newId('upl'), sequence: i + 1 }));
    expect(encodeChanges(batch)).toHaveLength(1);
    expect(encodeChanges([])).toEqual([]);
  });

  it('skip references that this release does not know', () => {
    expect(decodeChanges('{"ws_1":["upl_1:1","kb_1:1","?","#x"]}')).toEqual([
      { workspaceId: 'ws_1', uploadId: 'upl_1', sequence: 1 },
    ]);
  });
});
