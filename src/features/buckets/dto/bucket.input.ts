import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import { PageQuery } from '../../../edge/page/page-query.js';
import { unscannableCauses } from '../../../platform/malware-scanner/malware-scanner.js';
import { bucketStatuses, keyStrategies } from '../domain/bucket.js';
import { type TypePolicy, typePolicies } from '../domain/type-policy.js';
import { unscannablePolicies } from '../domain/unscannable.js';

const name = {
  min: 1,
  max: 63,
  description: '1 to 63 of A-Z a-z 0-9 _ -, unique in the workspace, never starting like an id.',
  example: 'invoices',
};

@InputType({ description: 'What happens to files that cannot be scanned for one cause.' })
class UnscannableExceptionInput {
  @Prop.choice({ values: unscannableCauses, description: 'Why a file cannot be scanned.' })
  cause: string;

  @Prop.choice({ values: unscannablePolicies, description: 'What happens to it.' })
  policy: (typeof unscannablePolicies)[number];
}

/** What can be said of a bucket besides its name. Null stands for the default. */
@InputType({ isAbstract: true })
class BucketFields {
  @Prop.text({ max: 1000, optional: true, nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Prop.choice({
    values: bucketStatuses,
    optional: true,
    description: 'ARCHIVED and SUSPENDED accept nothing new; files stay readable. Default ACTIVE.',
  })
  status?: (typeof bucketStatuses)[number];

  @Prop.json({
    optional: true,
    nullable: true,
    description:
      '`{properties: {name: {type, required?, description?}}, unique_key?: {fields, policy: skip | error}}`. Metadata: ' +
      'STRING NUMBER INTEGER BOOLEAN DATE DATETIME ARRAY OBJECT; files: IMAGE VIDEO AUDIO TEXT PDF DOCUMENT OTHER. A ' +
      'changed schema decides for new uploads and objects; those that are there stay as they are, and so do their keys.',
    example: { properties: { sku: { type: 'STRING', required: true }, photo: { type: 'IMAGE' } } },
  })
  bucketSchema?: Record<string, unknown> | null;

  @Prop.text({
    each: true,
    maxItems: 100,
    min: 3,
    max: 127,
    optional: true,
    nullable: true,
    description: 'MIME types such as image/png or image/*. Empty (default): every type.',
  })
  allowedContentTypes?: string[] | null;

  @Prop.byteSize({
    min: 1,
    optional: true,
    nullable: true,
    description: 'The largest file in bytes, at most the tier’s. Default: the tier’s limit.',
  })
  maxFileSize?: number | null;

  @Prop.choice({
    values: keyStrategies,
    optional: true,
    description:
      'How final keys are named: `{workspace_id}/{bucket_id}/{upload_id}` (id, default), by day (date) or by key_template (template).',
  })
  keyStrategy?: (typeof keyStrategies)[number];

  @Prop.text({
    max: 200,
    optional: true,
    nullable: true,
    description: 'What keys of the strategy date start with: `{prefix}YYYY/MM/DD/{upload}[.ext]`. Default: nothing.',
    example: 'invoices/',
  })
  keyPrefix?: string | null;

  @Prop.text({
    max: 500,
    optional: true,
    nullable: true,
    description:
      'Keys of the strategy template: text of A-Z a-z 0-9 . _ - and slashes, and `{workspace_id} {bucket_id} {bucket_name} ' +
      '{upload_id} {filename} {ext} {yyyy} {mm} {dd} {created_by}`. It holds `{upload_id}`; `{filename}` and `{ext}` are in the ' +
      'last part only.',
    example: 'invoices/{yyyy}/{mm}/{upload_id}/{filename}',
  })
  keyTemplate?: string | null;

  @Prop.choice({
    values: unscannablePolicies,
    optional: true,
    description:
      'What happens to files that cannot be scanned, e.g. encrypted ones: reject (default), quarantine (kept unreadable ' +
      'until an administrator releases or deletes them) or allow_flagged (admitted, status COMPLETED_WITH_ERRORS).',
  })
  unscannablePolicy?: (typeof unscannablePolicies)[number];

  @Prop.object(() => UnscannableExceptionInput, {
    each: true,
    maxItems: 50,
    optional: true,
    nullable: true,
    description: 'Other policies for single causes. Default: none.',
  })
  unscannableExceptions?: UnscannableExceptionInput[] | null;

  @Prop.enumeration({
    name: 'TypePolicy',
    values: typePolicies,
    optional: true,
    description:
      'Which files are refused for their declared type: those that the bytes contradict (contradicted, default), those that ' +
      'they do not prove (unproven), or none (record). Whatever is not proven is only ever served as an attachment.',
  })
  typePolicy?: TypePolicy;

  @Prop.integer({
    min: 1,
    max: 36_500,
    optional: true,
    nullable: true,
    description: 'Days after which a file is deleted. Default: never.',
  })
  retentionDays?: number | null;
}

@InputType({ description: 'A bucket to be made.' })
export class CreateBucketInput extends BucketFields {
  @Prop.text(name)
  bucketName: string;
}

@InputType({ isAbstract: true })
export class UpdateBucketInput extends BucketFields {
  @Prop.text({ ...name, optional: true })
  bucketName?: string;
}

@InputType('UpdateBucketInput', { description: 'What is to change of a bucket.' })
export class UpdateBucketByIdInput extends UpdateBucketInput {
  @Prop.text({ min: 1, max: 63, description: 'The bucket, by id or name.' })
  bucketId: string;
}

@InputType({ description: 'The bucket to be deleted.' })
export class DeleteBucketInput {
  @Prop.text({ min: 1, max: 63, description: 'The bucket, by id or name.' })
  bucketId: string;
}

const status = { values: bucketStatuses, optional: true, description: 'Only buckets with this status.' };

/** Which buckets a list shows. */
export class ListBucketsQuery extends PageQuery {
  @Prop.choice(status)
  status?: (typeof bucketStatuses)[number];
}

@InputType({ description: 'Which buckets a list shows.' })
export class BucketFilterInput {
  @Prop.choice(status)
  status?: (typeof bucketStatuses)[number];
}

@ArgsType()
export class ListBucketsArgs extends PageArgs {
  @Prop.object(() => BucketFilterInput, { optional: true, description: 'Which buckets.' })
  filter?: BucketFilterInput;
}
