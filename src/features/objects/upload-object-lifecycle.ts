import { Injectable, type OnModuleInit } from '@nestjs/common';
import { newId } from '../../shared/ids.js';
import { schemaOfBucket, uniqueKeyHash } from '../buckets/index.js';
import { UploadObjects } from '../uploads/index.js';
import { ObjectsRepository } from './objects.repository.js';

/** Makes objects of uploads as they are admitted, and takes deleted uploads out of theirs. */
@Injectable()
export class UploadObjectLifecycle implements OnModuleInit {
  constructor(
    private readonly uploads: UploadObjects,
    private readonly objects: ObjectsRepository,
  ) {}

  onModuleInit(): void {
    this.uploads.register({
      holdersOf: (tenant, bucketId, hashes) => this.objects.holdersOf(tenant, bucketId, hashes),
      detach: (tx, { id, workspaceId }) => this.objects.detach(tx, id, workspaceId),
      attach: async (tx, upload) => {
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
      },
    });
  }
}
