import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { StoredObject } from '../domain/stored-object.js';

@ObjectType('ObjectBlob', { description: 'A file of an object.' })
export class ObjectBlobView extends View {
  @Prop.text({ description: 'The property that it fills.' })
  property: string;

  @Prop.id({ description: 'Its upload.' })
  uploadId: string;

  @Prop.text({ description: 'Type of the property.' })
  type: string;

  @Prop.text({
    nullable: true,
    description: 'Where it can be read with credentials. Null before it is admitted, and when it was refused.',
  })
  url: string | null;
}

/** An object as every face shows it (CONTRACT 2). */
@ObjectType('Object', { description: 'What files of a bucket stand for together, with metadata.' })
export class ObjectView extends View {
  @Field(() => ID, { description: 'Same as objectId.' })
  id: string;

  @Prop.text({ description: 'Id of the object.' })
  objectId: string;

  @Prop.text({ description: 'Its bucket.' })
  bucketId: string;

  @Prop.object(() => ObjectBlobView, { each: true, description: 'Its files.' })
  blobs: ObjectBlobView[];

  @Prop.json({ description: 'Your own JSON, in the shape of the bucket’s schema.' })
  metadata: Record<string, unknown>;

  @Prop.dateTime({ description: 'When it was made.' })
  createdAt: Date;

  static from({ id, bucketId, metadata, createdAt, parts }: StoredObject, publicUrl: string): ObjectView {
    const blobs = parts.map(({ property, uploadId, type, isReadable }) => {
      const url = isReadable ? `${publicUrl}/v1/files/${uploadId}/content` : null;
      return Object.assign(new ObjectBlobView(), { property, uploadId, type, url });
    });
    return Object.assign(new ObjectView(), { id, objectId: id, bucketId, blobs, metadata, createdAt });
  }
}
