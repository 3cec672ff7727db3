import { newId } from '../../shared/ids.js';
import { type BucketSchema, uniqueKeyHash, versionedSchemaOf } from '../buckets/index.js';
import { type ObjectDraft, ObjectLifecycle, type Upload } from '../uploads/index.js';
import { ObjectsRepository } from './objects.repository.js';

/** Makes objects of uploads as they are admitted. The SQL function detach_upload takes deleted ones out of theirs. */
@ObjectLifecycle({ name: 'objects' })
export class UploadObjectLifecycle implements ObjectLifecycle {
  constructor(private readonly objects: ObjectsRepository) {}

  readonly holdersOf: ObjectLifecycle['holdersOf'] = (tenant, bucketId, hashes) =>
    this.objects.holdersOf(tenant, bucketId, hashes);

  readonly draft: ObjectLifecycle['draft'] = () => ({ id: newId('obj'), uniqueKeyHash: null, schemaVersion: null });

  readonly draftBySchema: ObjectLifecycle['draftBySchema'] = async (upload) =>
    draftOf(upload, await this.objects.schemaFor(upload));

  readonly attach: ObjectLifecycle['attach'] = async (tx, upload) => {
    const draft = draftOf(upload, await versionedSchemaOf(tx, upload));
    const made = await this.objects.attach(tx, upload, draft);
    return made ? { objectId: draft.id } : { problem: 'unique_key_exists' };
  };
}

function draftOf(
  { objectMetadata }: Upload,
  { schema, version }: { schema: BucketSchema | null; version: string | null },
): ObjectDraft {
  const hash = uniqueKeyHash(schema, objectMetadata ?? {});
  return { id: newId('obj'), uniqueKeyHash: hash, schemaVersion: version };
}
