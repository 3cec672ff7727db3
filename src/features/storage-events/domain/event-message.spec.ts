import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { newObjectsInMessage } from './event-message.js';
import { newObjectsIn } from './new-objects.js';

const record = (key: string, eventName = 'ObjectCreated:Put') => ({
  eventName,
  s3: { bucket: { name: 'files' }, object: { key } },
});

describe('newObjectsIn', () => {
  it.each([
    ['a%2Fb+c', 'a/b c'],
    ['a/b', 'a/b'],
    ['%C3%A4', 'ä'],
    ['100%', '100%'],
    ['a%2Bb', 'a+b'],
  ])('reads the key %s of a record as %s', (encoded, key) => {
    expect(newObjectsIn({ Records: [record(encoded)] }).objects).toEqual([{ bucket: 'files', key }]);
  });

  it('reads keys of EventBridge as they are', () => {
    const detail = { bucket: { name: 'files' }, object: { key: 'a+b%2F' } };
    expect(newObjectsIn({ 'detail-type': 'Object Created', detail }).objects).toEqual([
      { bucket: 'files', key: 'a+b%2F' },
    ]);
  });

  it('keeps the order and leaves out what was not created', () => {
    const kinds = ['ObjectCreated:Copy', 's3:ObjectCreated:CompleteMultipartUpload', 'ObjectRemoved:Delete', 'x'];
    const Records = kinds.map((kind, n) => record(String(n), kind));
    expect(newObjectsIn({ Records }).objects.map(({ key }) => key)).toEqual(['0', '1']);
  });

  it('leaves out a record that it cannot read, and refuses a message of which it can read none', () => {
    const broken = [null, 7, {}, { eventName: 'ObjectCreated:Put' }, { ...record('x'), s3: { bucket: {} } }];
    expect(newObjectsIn({ Records: [broken[0], record('a'), ...broken, record('b')] })).toEqual({
      objects: ['a', 'b'].map((key) => ({ bucket: 'files', key })),
      unreadable: 6,
    });
    expect(newObjectsIn({ Records: [record('gone', 'ObjectRemoved:Delete'), {}] })).toEqual({
      objects: [],
      unreadable: 1,
    });
    for (const record of broken) expect(() => newObjectsIn({ Records: [record] })).toThrow(/Records\.0/);
  });

  it('of any value is a list or a refusal that names a field', () => {
    const field = fc.constantFrom('Records', 'EventName', 'Key', 'Event', 'detail-type', 'detail', 'eventName', 's3');
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), fc.dictionary(field, tie('any')), fc.array(tie('any'))),
    })).any;
    fc.assert(
      fc.property(value, (body) => {
        try {
          return Array.isArray(newObjectsIn(body).objects);
        } catch (error) {
          return error instanceof DomainError && error.kind === 'invalid' && error.details.errors?.length === 1;
        }
      }),
    );
  });
});

describe('newObjectsInMessage', () => {
  const plain = JSON.stringify({ Records: [record('a')] });

  it('reads an event, and one in the envelope of a topic', () => {
    const expected = { objects: [{ bucket: 'files', key: 'a' }], unreadable: 0 };
    expect(newObjectsInMessage(plain)).toEqual(expected);
    expect(newObjectsInMessage(JSON.stringify({ Type: 'Notification', TopicArn: 'arn', Message: plain }))).toEqual(
      expected,
    );
  });

  it.each(['', 'x', '{', 'null', '[]', '{"Type":"Notification","Message":"x"}', '{"Type":"Notification"}'])(
    'refuses %j',
    (text) => {
      expect(() => newObjectsInMessage(text)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
    },
  );

  it('unwraps one envelope, not envelopes within envelopes', () => {
    const wrap = (Message: string) => JSON.stringify({ Type: 'Notification', Message });
    expect(() => newObjectsInMessage(wrap(wrap(plain)))).toThrow();
  });
});
