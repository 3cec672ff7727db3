import type { Prisma } from '../../../generated/prisma/client.js';
import type { Tx } from '../../../platform/prisma/database.js';
import { withBlob } from '../../blobs/index.js';
import { withBucketName } from '../../buckets/index.js';
import type { Upload } from '../domain/upload.js';

/** What every read of an upload brings along: no view needs a second query. */
export const withRelations = { bucket: withBucketName, blob: withBlob } satisfies Prisma.UploadInclude;

export type UploadRow = Prisma.UploadGetPayload<{ include: typeof withRelations }>;

const number = (value: bigint | null) => (value === null ? null : Number(value));

/** A row as the domain knows it: sizes are numbers, relations are flat. */
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
    ...held(row),
  };
}

/** Uploads of some workspaces as they are now, for those who tell of what happened to them. What is gone is not there. */
export async function findUploads(tx: Tx, workspaceIds: string[], ids: string[]): Promise<Map<string, Upload>> {
  const where = { id: { in: ids }, workspaceId: { in: workspaceIds } };
  const rows = await tx.upload.findMany({ where, include: withRelations });
  return new Map(rows.map((row) => [row.id, toUpload(row)]));
}

/**
 * A blob that is closed closes all its files at once, on every face, before each of them is moved; one that was opened
 * since is open only to the files that have its generation.
 */
function held({ status, blob, blobGeneration }: UploadRow): Partial<Pick<Upload, 'status' | 'statusReason'>> {
  if (status !== 'AVAILABLE' || !blob || blob.generation === blobGeneration) return {};
  return { status: 'REJECTED', statusReason: `quarantined:${blob.quarantineReason}` };
}
