import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import { PageQuery } from '../../../edge/page/page-query.js';

const MAX_FILES = 100;

@InputType('ObjectBlobInput', { description: 'A confirmed upload and the property that it fills.' })
export class ObjectBlobInput {
  @Prop.text({
    min: 1,
    max: 100,
    pattern: /^[A-Za-z0-9_]+$/,
    patternMessage: 'must be letters, digits and underscores',
    description: 'A file property of the bucket’s schema; without a schema any.',
  })
  property: string;

  @Prop.id({ description: 'A confirmed upload of the bucket.' })
  uploadId: string;
}

/** What an object is to be made of. */
@InputType({ isAbstract: true })
export class CreateObjectInput {
  @Prop.id({
    each: true,
    minItems: 1,
    maxItems: MAX_FILES,
    optional: true,
    description: 'Confirmed uploads of the bucket, each in the property it was uploaded for. Or send blobs.',
    example: ['upl_0mj0b2c4d5e6f7g8'],
  })
  uploadIds?: string[];

  @Prop.object(() => ObjectBlobInput, {
    each: true,
    minItems: 1,
    maxItems: MAX_FILES,
    optional: true,
    description: 'Confirmed uploads of the bucket with their properties. Or send upload_ids.',
  })
  blobs?: ObjectBlobInput[];

  @Prop.json({ optional: true, description: 'At most 16 KiB, checked against the bucket’s schema.' })
  metadata?: Record<string, unknown>;
}

@InputType('CreateObjectInput', { description: 'An object to be made of confirmed uploads.' })
export class CreateObjectMutation extends CreateObjectInput {
  @Prop.text({ min: 1, max: 63, description: 'The bucket, by id or name.' })
  bucketId: string;
}

@InputType({ description: 'The object to be deleted.' })
export class DeleteObjectInput {
  @Prop.id({ description: 'The object.' })
  objectId: string;
}

const metadata = {
  optional: true,
  description: 'Only objects whose metadata has these values at its top level',
};

/** Which objects of the bucket a list shows. */
export class ListObjectsQuery extends PageQuery {
  @Prop.conditions({ ...metadata, description: `${metadata.description}: \`metadata.<name>=<value>\`.` })
  metadata?: Record<string, unknown>;
}

@InputType({ description: 'Which objects a list shows.' })
export class ObjectFilterInput {
  @Prop.text({ optional: true, description: 'Only objects of this bucket, by id or name.' })
  bucketId?: string;

  @Prop.conditions({ ...metadata, description: `${metadata.description}.` })
  metadata?: Record<string, unknown>;
}

@ArgsType()
export class ListObjectsArgs extends PageArgs {
  @Prop.object(() => ObjectFilterInput, { optional: true, description: 'Which objects.' })
  filter?: ObjectFilterInput;
}
