import { newId } from '../../shared/ids.js';
import { schemaOfBucket, uniqueKeyHash } from '../buckets/index.js';
import { ObjectLifecycle } from '../uploads/index.js';
import { ObjectsRepository } from './objects.repository.js';

/** Makes objects of uploads as they are admitted. The SQL function detach_upload takes deleted ones out of theirs. */
@ObjectLifecycle({ name: 'objects' })
export class UploadObjectLifecycle implements ObjectLifecycle {
  constructor(private readonly objects: ObjectsRepository) {}

  readonly holdersOf: ObjectLifecycle['holdersOf'] = (tenant, bucketId, hashes) =>
    this.objects.holdersOf(tenant, bucketId, hashes);

  readonly attach: ObjectLifecycle['attach'] = async (tx, upload) => {
    const { organizationId, workspaceId, bucketId, createdBy } = upload;
    const schema = await schemaOfBucket(tx, upload);
    const metadata = upload.objectMetadata ?? {};
    const part = { property: upload.blobProperty ?? 'file', type: upload.blobType ?? 'OTHER', uploadId: upload.id };
    const objectId = newId('obj');
    const made = await this.objects.insert(tx, {
      ...{ id: objectId, organizationId, workspaceId, bucketId, metadata, createdBy },
      uniqueKeyHash: uniqueKeyHash(schema, metadata),
      parts: [part],
    });
    return made ? { objectId } : { problem: 'unique_key_exists' };
  };
}
