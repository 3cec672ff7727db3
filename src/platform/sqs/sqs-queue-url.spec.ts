import { expect, it } from '@jest/globals';
import { regionOfQueue } from './sqs-queue-url.js';

it.each([
  ['https://sqs.eu-west-1.amazonaws.com/123456789012/uploads', 'eu-west-1'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/uploads', 'cn-north-1'],
  ['https://eu-central-1.queue.amazonaws.com/123456789012/uploads', 'eu-central-1'],
  ['http://localhost:9324/000000000000/uploads', undefined],
  ['https://sqs.eu-west-1.amazonaws.com.example.com/1/uploads', undefined],
])('the region of %s is %s', (url, region) => {
  expect(regionOfQueue(url)).toBe(region);
});
