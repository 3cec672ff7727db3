import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import { PageQuery } from '../../../edge/page/page-query.js';
import type { BucketSettings } from '../domain/bucket.js';
import type { TypePolicy } from '../domain/type-policy.js';
import type { UnscannablePolicy } from '../domain/unscannable.js';
import {
  describedBucketStatus,
  describedKeyStrategy,
  describedTypePolicy,
  describedUnscannableCause,
  describedUnscannablePolicy,
} from './bucket.enums.js';

const name = {
  min: 1,
  max: 63,
  description: '1 to 63 of A-Z a-z 0-9 _ -, unique in the workspace, never starting like an id.',
  example: 'invoices',
};

@InputType({ description: 'What happens to files that cannot be scanned for one cause.' })
class UnscannableExceptionInput {
  @Prop.enumeration({ ...describedUnscannableCause, description: 'Why a file cannot be scanned.' })
  cause: string;

  @Prop.enumeration({ ...describedUnscannablePolicy, description: 'What happens to it.' })
  policy: UnscannablePolicy;
}

/** What can be said of a bucket besides its name. Null stands for the default. */
@InputType({ isAbstract: true })
class BucketFields {
  @Prop.text({ max: 1000, optional: true, nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Prop.enumeration({
    ...describedBucketStatus,
    optional: true,
    description: 'Whether it accepts files. Default: ACTIVE.',
  })
  status?: BucketSettings['status'];

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

  @Prop.enumeration({
    ...describedKeyStrategy,
    optional: true,
    description: 'How final keys are named. Default: by ids.',
  })
  keyStrategy?: BucketSettings['keyStrategy'];

  @Prop.text({
    max: 200,
    optional: true,
    nullable: true,
    description: 'What keys of the strategy date start with: `{prefix}YYYY/MM/DD/{upload}[.ext]`. Default: nothing.',
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
  })
  keyTemplate?: string | null;

  @Prop.enumeration({
    ...describedUnscannablePolicy,
    optional: true,
    description: 'What happens to files that cannot be scanned, e.g. encrypted ones. Default: they are refused.',
  })
  unscannablePolicy?: UnscannablePolicy;

  @Prop.object(() => UnscannableExceptionInput, {
    each: true,
    maxItems: 50,
    optional: true,
    nullable: true,
    description: 'Other policies for single causes. Default: none.',
  })
  unscannableExceptions?: UnscannableExceptionInput[] | null;

  @Prop.enumeration({
    ...describedTypePolicy,
    optional: true,
    description:
      'Which files are refused for their declared type. Default: those that the bytes contradict. Whatever is not proven is ' +
      'only ever served as an attachment.',
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

const status = { ...describedBucketStatus, optional: true, description: 'Only buckets with this status.' };

/** Which buckets a list shows. */
export class ListBucketsQuery extends PageQuery {
  @Prop.enumeration(status)
  status?: BucketSettings['status'];
}

@InputType({ description: 'Which buckets a list shows.' })
export class BucketFilterInput {
  @Prop.enumeration(status)
  status?: BucketSettings['status'];
}

@ArgsType()
export class ListBucketsArgs extends PageArgs {
  @Prop.object(() => BucketFilterInput, { optional: true, description: 'Which buckets.' })
  filter?: BucketFilterInput;
}
