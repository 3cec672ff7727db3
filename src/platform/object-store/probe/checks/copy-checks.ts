import { CopyObjectCommand, type CopyObjectCommandInput } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { copySource } from '../../s3/copy-source.js';
import { enforced, type Finding, notEnforced, unproven, unsupported } from '../finding.js';
import { BODY, type ProbeContext, refusalOf } from '../probe-context.js';
import { unknownToStore } from '../prove-refusals.js';
import type { StoreCheck } from '../store-check.js';

const OTHER = 'another object';

type Copy = Partial<CopyObjectCommandInput> & { headers?: Record<string, string> };

function copy(context: ProbeContext, from: string, to: string, { headers = {}, ...more }: Copy = {}) {
  const source = copySource(context.bucket, context.key(from));
  const command = new CopyObjectCommand({ Bucket: context.bucket, Key: context.key(to), CopySource: source, ...more });
  command.middlewareStack.add(
    (next) => (call) => {
      Object.assign((call.request as { headers: Record<string, string> }).headers, headers);
      return next(call);
    },
    { step: 'build' },
  );
  return context.s3.send(command, context.options);
}

/** Properties of server-side copies. */
export const copyChecks: StoreCheck[] = [
  {
    name: 'copy_create_only',
    proves: 'A copy can be create-only.',
    without: 'Nothing: Airlock never copies to a key twice.',
    essential: false,
    run: createOnly,
  },
  {
    name: 'copy_source_condition',
    proves: 'A copy can be pinned to one version of its source.',
    without: 'Airlock checks the source before and after each copy.',
    essential: false,
    run: sourceCondition,
  },
  {
    name: 'copy_sha256',
    proves: 'The store computes a SHA-256 when it copies.',
    without: 'Uploads that are not create-only are copied before they are scanned.',
    essential: false,
    run: sha256,
  },
];

async function createOnly(context: ProbeContext): Promise<Finding> {
  await Promise.all([context.seed('copy-from'), context.seed('copy-onto', OTHER)]);
  const refused = await refusalOf(copy(context, 'copy-from', 'copy-onto', { IfNoneMatch: '*' }));
  if (refused && unknownToStore(refused.status)) return unsupported(`The store returns ${refused.code}.`);
  if ((await context.stored('copy-onto')) !== OTHER) return notEnforced('A copy overwrote an existing object.');
  if (!refused)
    return notEnforced('A copy onto an existing object was acknowledged, although the object did not change.');
  const free = await refusalOf(copy(context, 'copy-from', 'copy-to', { IfNoneMatch: '*' }));
  if (free) return unproven(`The store also refuses a copy to a free key (${free.status} ${free.code}).`);
  return enforced('Refused: a copy onto an existing object.');
}

const sourceHeaders = ['x-amz-copy-source-if-match', 'x-amz-copy-if-match'];

async function sourceCondition(context: ProbeContext): Promise<Finding> {
  const etag = await context.seed('pinned');
  const seen: string[] = [];
  for (const [index, header] of sourceHeaders.entries()) {
    const stale = await refusalOf(
      copy(context, 'pinned', `pinned-stale-${index}`, { headers: { [header]: `"${'0'.repeat(32)}"` } }),
    );
    if (!stale || (await context.stored(`pinned-stale-${index}`)) !== null) {
      seen.push(`${header} is ignored`);
      continue;
    }
    const right = await refusalOf(copy(context, 'pinned', `pinned-right-${index}`, { headers: { [header]: etag } }));
    if (!right) return enforced([...seen, `${header} is honoured`].join('; '));
    seen.push(`${header} is refused even when it holds (${right.status})`);
  }
  return notEnforced(`${seen.join('; ')}.`);
}

async function sha256(context: ProbeContext): Promise<Finding> {
  await context.seed('hashed');
  const { CopyObjectResult } = await copy(context, 'hashed', 'hashed-copy', { ChecksumAlgorithm: 'SHA256' });
  const answered = CopyObjectResult?.ChecksumSHA256;
  if (!answered) return unsupported('The response to a copy has no SHA-256.');
  const right = createHash('sha256').update(BODY).digest('base64');
  return answered === right
    ? enforced('The response has the right SHA-256.')
    : notEnforced('The response has a wrong SHA-256.');
}
