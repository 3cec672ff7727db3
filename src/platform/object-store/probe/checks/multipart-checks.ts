import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import { enforced, type Finding, notEnforced, unproven } from '../finding.js';
import { BODY, type ProbeContext, refusalOf } from '../probe-context.js';
import { accepted } from '../prove-refusals.js';
import type { StoreCheck } from '../store-check.js';

/** Multipart uploads of large files. */
export const multipartChecks: StoreCheck[] = [
  {
    name: 'part_length',
    proves: 'A part has exactly the planned length.',
    without: 'A part URL carries more than planned; Airlock only notices before it completes the upload.',
    essential: true,
    run: partLength,
  },
  {
    name: 'multipart_complete',
    proves: 'Completing an upload is idempotent.',
    without: 'Airlock checks the object after an error of a completion.',
    essential: false,
    run: completeTwice,
  },
  {
    name: 'multipart_abort',
    proves: 'An aborted upload is deleted with its parts.',
    without: 'Abandoned parts stay and cause costs: apply the lifecycle configuration.',
    essential: false,
    run: abort,
  },
];

async function partLength(context: ProbeContext): Promise<Finding> {
  const uploadId = await context.beginMultipart('parts');
  const signed = context.signPart('parts', uploadId);
  const violations = {
    'a longer part': { body: `${BODY}!` },
    'a shorter part': { body: BODY.slice(1) },
    'a longer part in chunks': { body: `${BODY}!`, unannounced: true },
  };
  for (const [what, changed] of Object.entries(violations)) {
    const { status } = await context.use(signed, changed);
    if (accepted(status)) return notEnforced(`Accepted with ${status}: ${what}.`);
    if (await holdsParts(context, 'parts', uploadId)) return notEnforced(`Refused with ${status} but stored: ${what}.`);
    if (status >= 500) return unproven(`The store fails with ${status} at: ${what}.`);
  }
  const { status } = await context.use(signed);
  if (!accepted(status)) return unproven(`The store also refuses a part of the right length (${status}).`);
  if (!(await holdsParts(context, 'parts', uploadId)))
    return unproven('The store does not list the part that it accepted.');
  return enforced(`Refused: ${Object.keys(violations).join(', ')}.`);
}

async function completeTwice(context: ProbeContext): Promise<Finding> {
  const name = 'completed';
  const uploadId = await context.beginMultipart(name);
  const { status, headers } = await context.use(context.signPart(name, uploadId));
  if (!accepted(status)) return unproven(`The store refuses a part (${status}).`);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: headers.etag }] };
  const names = { Bucket: context.bucket, Key: context.key(name), UploadId: uploadId, MultipartUpload };
  const complete = () => refusalOf(context.s3.send(new CompleteMultipartUploadCommand(names), context.options));
  const first = await complete();
  if (first) return unproven(`The store refuses to complete an upload (${first.status} ${first.code}).`);
  const second = await complete();
  if ((await context.stored(name)) !== BODY)
    return unproven('The completed object does not hold the bytes of its part.');
  if (second) return notEnforced(`The second completion returned ${second.status} ${second.code}.`);
  return enforced('The second completion succeeded like the first.');
}

async function abort(context: ProbeContext): Promise<Finding> {
  const name = 'aborted';
  const uploadId = await context.beginMultipart(name);
  const { status } = await context.use(context.signPart(name, uploadId));
  if (!accepted(status)) return unproven(`The store refuses a part (${status}).`);
  const names = { Bucket: context.bucket, Key: context.key(name), UploadId: uploadId };
  const refused = await refusalOf(context.s3.send(new AbortMultipartUploadCommand(names), context.options));
  if (refused) return notEnforced(`The store refuses to abort (${refused.status} ${refused.code}).`);
  const parts = await refusalOf(context.s3.send(new ListPartsCommand(names), context.options));
  if (parts === null) return notEnforced('The parts still exist after the abort.');
  const list = new ListMultipartUploadsCommand({ Bucket: context.bucket, Prefix: context.key(name) });
  const { Uploads = [] } = await context.s3.send(list, context.options);
  return Uploads.length ? notEnforced('The upload is still listed after the abort.') : enforced('Nothing remained.');
}

async function holdsParts(context: ProbeContext, name: string, uploadId: string): Promise<boolean> {
  const list = new ListPartsCommand({ Bucket: context.bucket, Key: context.key(name), UploadId: uploadId });
  const { Parts = [] } = await context.s3.send(list, context.options);
  return Parts.length > 0;
}
