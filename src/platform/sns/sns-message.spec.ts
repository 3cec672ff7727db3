import { describe, expect, it } from '@jest/globals';
import { hostOfTopic, isFromSns, snsMessageOf } from './sns-message.js';

describe('hostOfTopic', () => {
  it.each([
    ['arn:aws:sns:eu-west-1:123456789012:uploads', 'sns.eu-west-1.amazonaws.com'],
    ['arn:aws-us-gov:sns:us-gov-west-1:123456789012:uploads', 'sns.us-gov-west-1.amazonaws.com'],
    ['arn:aws-cn:sns:cn-north-1:123456789012:uploads', 'sns.cn-north-1.amazonaws.com.cn'],
    ['arn:aws:sns:ap-southeast-2:123456789012:uploads.fifo', 'sns.ap-southeast-2.amazonaws.com'],
  ])('of %s is %s', (arn, host) => {
    expect(hostOfTopic(arn)).toBe(host);
  });

  it.each([
    'arn:aws:sns:s3-us-west-2:123456789012:uploads',
    'arn:aws:sns:s3:123456789012:uploads',
    'arn:aws:sqs:eu-west-1:123456789012:uploads',
    'arn:aws:sns:eu-west-1.evil.example/:123456789012:uploads',
    'arn:aws:sns:eu-west-1:123456789012:uploads\n',
    '',
  ])('of %j is none', (arn) => {
    expect(hostOfTopic(arn)).toBeNull();
  });
});

describe('snsMessageOf', () => {
  const message = {
    ...{ Type: 'Notification', MessageId: '1', TopicArn: 'arn', Message: '{}', Timestamp: 'now' },
    ...{ SignatureVersion: '2', Signature: 'AA==', SigningCertURL: 'https://x' },
  };

  it('keeps known fields only', () => {
    const more = { Subject: 'x', UnsubscribeURL: 'https://evil', SigningCertUrl: 'https://evil', SubscribeUrl: 'y' };
    expect(snsMessageOf({ ...message, ...more })).toEqual({ ...message, Subject: 'x' });
    expect(snsMessageOf({ ...message, Subject: null })).toEqual(message);
  });

  it.each(Object.keys(message))('requires %s as text', (field) => {
    expect(snsMessageOf({ ...message, [field]: undefined })).toBeNull();
    expect(snsMessageOf({ ...message, [field]: [message[field as keyof typeof message]] })).toBeNull();
  });

  it.each([null, undefined, 'text', 1, [], {}, { Type: 'Notification' }, { Type: 'Other', TopicArn: 'arn' }])(
    'takes %j for something else',
    (body) => {
      expect(isFromSns(body)).toBe(false);
    },
  );
});
