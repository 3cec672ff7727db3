import type { Prisma } from '../../../generated/prisma/client.js';
import type { Tx } from '../../../platform/prisma/database.js';
import { withBlob } from '../../blobs/index.js';
import { withBucketName } from '../../buckets/index.js';
import type { Upload } from '../domain/upload.js';

/** The relations of every read of an upload, so that no view needs a second query. */
export const withRelations = { bucket: withBucketName, blob: withBlob } satisfies Prisma.UploadInclude;

export type UploadRow = Prisma.UploadGetPayload<{ include: typeof withRelations }>;

const number = (value: bigint | null) => (value === null ? null : Number(value));

/** A row in the terms of the domain: sizes are numbers, relations are flat. */
export function toUpload(row: UploadRow): Upload {
  const { bucket, blob, blobGeneration: _, declaredSize, reservedBytes, size, ...rest } = row;
  const { maxImageBytes, metadata, objectMetadata, ...same } = rest;
  return {
    ...same,
    bucketName: bucket.name,
    declaredSize: number(declaredSize),
    reservedBytes: Number(reservedBytes),
    size: number(size),
    maxImageBytes: number(maxImageBytes),
    metadata: metadata as Record<string, unknown>,
    objectMetadata: objectMetadata as Record<string, unknown> | null,
    blob: blob && { ...blob, size: Number(blob.size) },
    ...quarantined(row),
  };
}

/** Uploads of some workspaces as they are now, for messages about their events. Deleted records are absent. */
export async function findUploads(tx: Tx, workspaceIds: string[], ids: string[]): Promise<Map<string, Upload>> {
  const where = { id: { in: ids }, workspaceId: { in: workspaceIds } };
  const rows = await tx.upload.findMany({ where, include: withRelations });
  return new Map(rows.map((row) => [row.id, toUpload(row)]));
}

/**
 * A quarantined blob quarantines all its files in every API before each of them is moved. After a release it is readable
 * only for the files that have its generation.
 */
function quarantined({ status, blob, blobGeneration }: UploadRow): Partial<Pick<Upload, 'status' | 'statusReason'>> {
  if (status !== 'AVAILABLE' || !blob || blob.generation === blobGeneration) return {};
  return { status: 'REJECTED', statusReason: `quarantined:${blob.quarantineReason}` };
}
