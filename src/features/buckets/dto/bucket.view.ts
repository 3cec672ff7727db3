import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { View } from '../../../edge/dto/view.js';
import type { Bucket } from '../domain/bucket.js';
import type { TypePolicy } from '../domain/type-policy.js';
import {
  describedBucketStatus,
  describedKeyStrategy,
  describedTypePolicy,
  describedUnscannableCause,
  describedUnscannablePolicy,
} from './bucket.enums.js';

@ObjectType('UnscannableException', { description: 'What happens to files that cannot be scanned for one cause.' })
export class UnscannableExceptionView extends View {
  @Prop.enumeration({ ...describedUnscannableCause, description: 'Why a file cannot be scanned.' })
  cause: string;

  @Prop.enumeration({ ...describedUnscannablePolicy, description: 'What happens to it.' })
  policy: string;
}

/** A bucket as REST and GraphQL show it. */
@ObjectType('Bucket', {
  implements: () => [Node],
  description: 'A place for files: what it accepts, and how it keeps it.',
})
export class BucketView extends View {
  @Field(() => ID, { description: 'Same as bucketId.' })
  id: string;

  @Prop.text({ description: 'Id of the bucket.' })
  bucketId: string;

  @Prop.text({ description: 'Its name, unique in the workspace.' })
  bucketName: string;

  @Prop.text({ nullable: true, description: 'What it is for.' })
  description: string | null;

  @Prop.enumeration({ ...describedBucketStatus, description: 'Whether it accepts files.' })
  status: string;

  @Prop.json({ nullable: true, description: 'What its objects are made of; null: anything.' })
  bucketSchema: object | null;

  @Prop.text({ each: true, description: 'MIME types that it accepts; empty: every type.' })
  allowedContentTypes: string[];

  @Prop.byteSize({ nullable: true, description: 'The largest file in bytes; null: the tier’s limit.' })
  maxFileSize: number | null;

  @Prop.enumeration({ ...describedKeyStrategy, description: 'How final keys are named.' })
  keyStrategy: string;

  @Prop.text({ description: 'What keys of the strategy date start with.' })
  keyPrefix: string;

  @Prop.text({ nullable: true, description: 'The template of keys of the strategy template.' })
  keyTemplate: string | null;

  @Prop.enumeration({ ...describedUnscannablePolicy, description: 'What happens to files that cannot be scanned.' })
  unscannablePolicy: string;

  @Prop.object(() => UnscannableExceptionView, { each: true, description: 'Other policies for single causes.' })
  unscannableExceptions: UnscannableExceptionView[];

  @Prop.enumeration({ ...describedTypePolicy, description: 'Which files it refuses for their type.' })
  typePolicy: TypePolicy;

  @Prop.integer({ nullable: true, description: 'Days after which a file is deleted; null: never.' })
  retentionDays: number | null;

  @Prop.dateTime({ description: 'When it was made.' })
  createdAt: Date;

  static from({ id, name, schema, ...bucket }: Bucket): BucketView {
    const { description, status, allowedContentTypes, maxFileSize, keyStrategy, keyPrefix, keyTemplate } = bucket;
    const { unscannablePolicy, typePolicy, retentionDays, createdAt } = bucket;
    return Object.assign(new BucketView(), {
      ...{ id, bucketId: id, bucketName: name, bucketSchema: schema },
      ...{ description, status, allowedContentTypes, maxFileSize, keyStrategy, keyPrefix, keyTemplate },
      ...{ unscannablePolicy, typePolicy, retentionDays, createdAt },
      unscannableExceptions: Object.entries(bucket.unscannableExceptions).map(([cause, policy]) =>
        Object.assign(new UnscannableExceptionView(), { cause, policy }),
      ),
    });
  }
}
