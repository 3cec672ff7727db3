import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SqsReceiver } from '../../../src/platform/sqs/sqs-receiver.js';
import { until } from '../../support/resilience/until.js';
import { SqsDouble } from '../../support/sqs-double.js';

Logger.overrideLogger(false);

let queue: SqsDouble;
let receiver: SqsReceiver | undefined;

beforeEach(async () => {
  queue = new SqsDouble();
  await queue.start();
});
afterEach(async () => {
  await receiver?.stop();
  await queue.stop();
});

function receive(handle: (body: string) => Promise<void>, retryMs: (failures: number) => number = () => 1) {
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  receiver = new SqsReceiver({ queueUrl: queue.url, region: 'eu-west-1', credentials, handle, retryMs });
  receiver.start();
  return receiver;
}

/** Handles messages for as long as the test holds them. */
function holding() {
  const [entered, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const handle = () => (entered.resolve(), released.promise);
  return { handle, entered: entered.promise, release: released.resolve };
}

const callsOf = (name: string) => queue.calls.filter((call) => call === name).length;

describe('a receiver', () => {
  it('uses long polls', async () => {
    const seen: string[] = [];
    receive(async (body) => void seen.push(body));
    await until(() => callsOf('ReceiveMessage') === 1);
    queue.send('"a"');
    await until(() => callsOf('ReceiveMessage') === 2 && queue.bodies.length === 0);
    expect(seen).toEqual(['"a"']);
  });

  it('deletes after success only', async () => {
    const { handle, entered, release } = holding();
    receive(handle);
    queue.send({ a: 1 });
    await entered;
    expect(callsOf('DeleteMessage')).toBe(0);
    release();
    await until(() => queue.bodies.length === 0);
  });

  it('sees a message again that a receiver died with, once its time is over', async () => {
    const { handle, entered, release } = holding();
    const lost = receive(handle);
    queue.send({ a: 1 });
    await entered;
    const seen: string[] = [];
    const second = receive(async (body) => void seen.push(body));
    await until(() => callsOf('ReceiveMessage') === 2);
    expect(seen).toEqual([]);
    queue.advance(60);
    await until(() => queue.bodies.length === 0);
    expect(seen).toEqual(['{"a":1}']);
    await second.stop();
    receiver = lost;
    release();
  });

  it('backs off while the queue fails, longer each time, and recovers by itself', async () => {
    const failures: number[] = [];
    const seen: string[] = [];
    queue.failing = 500;
    queue.send({ a: 1 });
    receive(
      async (body) => void seen.push(body),
      (n) => (failures.push(n), 1),
    );
    await until(() => failures.length >= 3);
    expect(failures.slice(0, 3)).toEqual([1, 2, 3]);
    queue.failing = undefined;
    await until(() => queue.bodies.length === 0);
    expect(seen).toEqual(['{"a":1}']);
  });

  it('on stop finishes the messages it has, and receives no more', async () => {
    const { handle, entered, release } = holding();
    const stopping = receive(handle);
    queue.send({ a: 1 });
    await entered;
    const stopped = stopping.stop();
    queue.send({ b: 2 });
    release();
    await stopped;
    expect(queue.bodies).toEqual(['{"b":2}']);
    expect(queue.receptions({ b: 2 })).toBe(0);
  });

  it('stops in the middle of a long poll at once', async () => {
    const stopping = receive(async () => undefined);
    await until(() => callsOf('ReceiveMessage') === 1);
    await stopping.stop();
    queue.send({ a: 1 });
    expect(queue.receptions({ a: 1 })).toBe(0);
  });
});
