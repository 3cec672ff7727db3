import { UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { MultipartCopy } from './multipart-copy.js';
import type { MultipartSessions } from './multipart-sessions.js';
import type { CallLimits, S3Calls } from './s3-calls.js';

const MIB = 1024 * 1024;
const request = { from: 'a', to: 'b', etag: 'e', size: 8 * MIB, contentType: 'image/png' };

it('cancels the other parts at the first failure, and aborts the session once all have ended', async () => {
  const steps: string[] = [];
  const copyPart = async (part: number, signal: AbortSignal) => {
    steps.push(`copy ${part}`);
    await turn();
    if (part === 1) throw new Error('first');
    while (!signal.aborted) await turn();
    steps.push(`cancelled ${part}`);
    throw new Error('later');
  };
  const call = async (_send: unknown, { signal }: CallLimits = {}) => {
    signal!.throwIfAborted();
    let part = 0;
    const send = (command: UploadPartCopyCommand) => void (part = command.input.PartNumber!);
    (_send as (client: unknown, options: unknown) => unknown)({ send }, {});
    await copyPart(part, signal!);
    return {};
  };
  const sessions = {
    at: async () => [],
    create: async () => 'session',
    listParts: async () => [],
    abort: async () => void steps.push('abort'),
  } as unknown as MultipartSessions;
  const copy = new MultipartCopy({ bucket: 'bucket', call } as unknown as S3Calls, sessions, MIB);
  await expect(copy.copy(request)).rejects.toThrow('first');
  expect(steps).toEqual(['copy 1', 'copy 2', 'copy 3', 'copy 4', 'cancelled 2', 'cancelled 3', 'cancelled 4', 'abort']);
});
