import { enforced, type Finding, notEnforced, unproven } from '../finding.js';
import { BODY, type ProbeContext } from '../probe-context.js';
import { accepted } from '../prove-refusals.js';
import { reachBucket } from '../../s3/reach-bucket.js';
import { asStoreError } from '../../s3/s3-errors.js';
import type { StoreCheck } from '../store-check.js';

/** Runs first: without a bucket no other check can run. */
export const bucketCheck: StoreCheck = {
  name: 'bucket',
  proves: 'The bucket exists in the configured region, and the credentials may use it.',
  without: 'Nothing can be uploaded.',
  essential: true,
  run: reach,
};

export const privacyCheck: StoreCheck = {
  name: 'private',
  proves: 'The bucket cannot be read or listed without credentials.',
  without: 'Files are public, scanned or not: remove public access from the bucket (policy and ACL).',
  essential: true,
  run: anonymous,
};

async function reach({ s3, bucket, options }: ProbeContext): Promise<Finding> {
  try {
    await reachBucket((send) => send(s3, options), bucket);
    return enforced('The bucket responds.');
  } catch (error) {
    const known = asStoreError(error);
    return unproven(known instanceof Error ? known.message : String(known));
  }
}

async function anonymous(context: ProbeContext): Promise<Finding> {
  await context.seed('private');
  const signed = context.signGet('private');
  const bare = signed.url.slice(0, signed.url.indexOf('?'));
  const read = await context.send(bare, { method: 'GET' });
  if (accepted(read.status)) return notEnforced('Objects can be read without credentials.');
  const root = context.signer.signPost({
    ...{ key: context.key('private'), contentType: 'text/plain', expiresInSeconds: 60 },
    ...{ minLength: 1, maxLength: 1 },
  }).url;
  const list = await context.send(`${root}?list-type=2&max-keys=1`, { method: 'GET' });
  if (accepted(list.status)) return notEnforced('The bucket can be listed without credentials.');
  const write = await refusalOfAnonymousDelete(context, bare);
  if (write) return write;
  const { status, text } = await context.send(signed.url, { method: 'GET' });
  if (!accepted(status) || text !== BODY) return unproven(`A signed GET does not work either (${status}).`);
  return enforced('Refused without credentials: reading, listing and deleting.');
}

async function refusalOfAnonymousDelete(context: ProbeContext, url: string): Promise<Finding | null> {
  const { status } = await context.send(url, { method: 'DELETE' });
  return accepted(status) ? notEnforced('Objects can be deleted without credentials.') : null;
}
