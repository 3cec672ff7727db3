import { basename } from 'node:path';
import { type FormFields } from '../auth/post-policy.js';
import { declaredChecksums, declaredMd5 } from '../body/declared-body.js';
import { type ObjectRecord } from '../disk/object-record.js';
import { readForm, type ReceivedForm } from '../http/form-reader.js';
import { emptyReply, type Reply } from '../http/reply.js';
import { requireKeyLength, type S3Request } from '../http/s3-request.js';
import { S3Error, s3Errors } from '../s3-error.js';
import { wireText } from '../uri.js';
import { element } from '../xml.js';
import { type BucketCall } from './call.js';
import { writeGuard } from './conditions.js';
import { describeContent } from './content-description.js';
import { objectLocation } from './object-location.js';
import { receiveContent } from './receive.js';

/** A form is authenticated by its signed policy, not by a signed request. */
export type FormCall = Omit<BucketCall, 'auth'>;

/** PostObject: a browser form; its signed policy is checked before the file is read. */
export async function postObject(call: FormCall): Promise<Reply> {
  const form = await readForm(call.request);
  try {
    const record = await store(call, form);
    call.services.events.created('Post', call.bucket, record);
    return answer(call.request, form.fields, record);
  } catch (error) {
    form.abandon();
    throw interrupted(call.request, error);
  }
}

async function store({ request, bucket, services }: FormCall, form: ReceivedForm): Promise<ObjectRecord> {
  const { fields } = form;
  const field = (name: string) => fields.get(name);
  const template = fields.get('key');
  if (!template) throw s3Errors.invalidArgument("Bucket POST must contain a field named 'key' before the file.");
  const key = template.replaceAll('${filename}', () => basename(form.filename));
  requireKeyLength(key);
  const range = services.policies.verify(fields, key, bucket.name);
  const wireFields = new Map([...fields].map(([name, value]) => [name, wireText(value)]));
  const metadata = [...wireFields].filter(([name]) => name.startsWith('x-amz-meta-'));
  const description = describeContent((name) => wireFields.get(name), metadata);
  const guard = writeGuard((name) => fields.get(name) ?? request.header(name));
  guard(bucket.objects.read(key));
  const declared = { ...range, md5: declaredMd5(field('content-md5')), checksums: declaredChecksums(field) };
  const atMost = Number(request.header('content-length') ?? Infinity);
  const source = { bytes: () => form.file, atMost, trailers: new Map() };
  const { content, ...described } = await receiveContent(services.buckets.scratch, source, declared);
  return bucket.objects.commit({ ...description, ...described, key }, content, guard);
}

function answer(request: S3Request, fields: FormFields, record: ObjectRecord): Reply {
  const etag = `"${record.etag}"`;
  const location = objectLocation(request, record.key);
  const redirect = fields.get('success_action_redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    for (const [name, value] of [
      ['bucket', request.bucket],
      ['key', record.key],
      ['etag', etag],
    ] as const) {
      url.searchParams.set(name, value);
    }
    return emptyReply(303, { location: url.href });
  }
  const status = fields.get('success_action_status');
  if (status !== '201') return emptyReply(status === '200' ? 200 : 204, { etag, location });
  const named = [element('Location', location), element('Bucket', request.bucket), element('Key', record.key)];
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${named.join('')}${element('ETag', etag)}</PostResponse>`;
  return { status: 201, headers: { etag, location, 'content-type': 'application/xml' }, body };
}

/** An error of the parser for a truncated body is not a defect. */
function interrupted(request: S3Request, error: unknown): unknown {
  if (error instanceof S3Error) return error;
  return request.incoming.destroyed || isTruncated(error) ? s3Errors.incompleteBody() : error;
}

function isTruncated(error: unknown): boolean {
  return error instanceof Error && /^Unexpected end of/.test(error.message);
}
