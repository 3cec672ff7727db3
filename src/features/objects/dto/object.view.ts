import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { viewFor } from '../../../edge/dto/scoped-view.js';
import type { Actor } from '../../../shared/actor.js';
import { describedFileType } from '../../buckets/index.js';
import type { StoredObject } from '../domain/stored-object.js';

@ObjectType('ObjectBlob', { description: 'A file of an object.' })
export class ObjectBlobView extends viewFor('uploads:read') {
  @Prop.text({ open: true, description: 'The property that it fills.' })
  property: string;

  @Prop.id({ open: true, description: 'Its upload.' })
  uploadId: string;

  @Prop.enumeration({ ...describedFileType, open: true, description: 'Type of the property.' })
  type: string;

  @Prop.text({
    nullable: true,
    description: 'Where it can be read with credentials. Null before it is admitted, and when it was refused.',
  })
  url: string | null;
}

/** An object as REST and GraphQL show it. */
@ObjectType('Object', {
  implements: () => [Node],
  description: 'What files of a bucket stand for together, with metadata.',
})
export class ObjectView extends viewFor('uploads:read') {
  @Field(() => ID, { description: 'Same as objectId.' })
  id: string;

  @Prop.text({ open: true, description: 'Id of the object.' })
  objectId: string;

  @Prop.text({ open: true, description: 'Its bucket.' })
  bucketId: string;

  @Prop.object(() => ObjectBlobView, { open: true, each: true, description: 'Its files.' })
  blobs: ObjectBlobView[];

  @Prop.json({ description: 'Your own JSON, in the shape of the bucket’s schema.' })
  metadata: Record<string, unknown>;

  @Prop.dateTime({ open: true, description: 'When it was made.' })
  createdAt: Date;

  /** An object as far as this caller may see it. */
  static from(actor: Actor, object: StoredObject, publicUrl: string): ObjectView {
    const view = ObjectView.whole(object, publicUrl);
    view.blobs.forEach((blob) => blob.shownTo(actor));
    return view.shownTo(actor);
  }

  /** One that the caller just created: its metadata came from the caller; whether its files can be read did not. */
  static made(actor: Actor, object: StoredObject, publicUrl: string): ObjectView {
    const view = ObjectView.whole(object, publicUrl);
    view.blobs.forEach((blob) => blob.shownTo(actor));
    return view;
  }

  /** All of it, for callers whose right to read was checked before. */
  static whole({ id, bucketId, metadata, createdAt, parts }: StoredObject, publicUrl: string): ObjectView {
    const blobs = parts.map(({ property, uploadId, type, isReadable }) => {
      const url = isReadable ? `${publicUrl}/v1/files/${uploadId}/content` : null;
      return Object.assign(new ObjectBlobView(), { property, uploadId, type, url });
    });
    return Object.assign(new ObjectView(), { id, objectId: id, bucketId, blobs, metadata, createdAt });
  }
}
