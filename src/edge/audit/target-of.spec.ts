import { describe, expect, it } from '@jest/globals';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { targetOf } from './target-of.js';

const id = 'bkt_0123456789abcdef';
const overRest = (params: Record<string, string>) => targetOf(new ExecutionContextHost([{ params }]));

function overGraphql(input: unknown): string | null {
  const context = new ExecutionContextHost([undefined, { input }, { req: {} }, {}]);
  context.setType('graphql');
  return targetOf(context);
}

describe('what an attempt is recorded as an attempt on', () => {
  it.each<[Record<string, string>, string | null]>([
    [{ bucket_id: id }, id],
    [{ workspace_id: 'ws_0123456789abcdef', user_id: 'usr_0123456789abcdef' }, 'usr_0123456789abcdef'],
    [{}, null],
    [{ key_id: 'sk_0123456789abcdef' }, null],
    [{ key_id: 'sk_a-key-that-was-sent-in-the-wrong-place-00' }, null],
    [{ bucket_id: "'; DROP TABLE audit_events; --" }, null],
    [{ bucket_id: `${id}\u0000` }, null],
    [{ bucket_id: 'a-name' }, null],
  ])('in the path %j is %p', (params, expected) => {
    expect(overRest(params)).toBe(expected);
  });

  it.each<[unknown, string | null]>([
    [{ id }, id],
    [{ name: 'secret words', workspaceId: 'ws_0123456789abcdef' }, 'ws_0123456789abcdef'],
    [{ sha256: 'a'.repeat(64) }, 'a'.repeat(64)],
    [{ password: 'a'.repeat(64) }, null],
    [{ password: 'secret_0123456789abcdef' }, null],
    [undefined, null],
  ])('in the input %j is %p', (input, expected) => {
    expect(overGraphql(input)).toBe(expected);
  });
});
