import type { Prisma } from '../../generated/prisma/client.js';
import type { Upload } from './domain/upload.js';

/** What every read of an upload brings along: no view needs a second query. */
export const withRelations = {
  bucket: { select: { name: true } },
  blob: {
    select: {
      ...{ id: true, key: true, sha256: true, size: true, detectedType: true },
      ...{ state: true, quarantineReason: true },
    },
  },
} satisfies Prisma.UploadInclude;

export type UploadRow = Prisma.UploadGetPayload<{ include: typeof withRelations }>;

const number = (value: bigint | null) => (value === null ? null : Number(value));

/** A row as the domain knows it: sizes are numbers, relations are flat. */
export function toUpload(row: UploadRow): Upload {
  const { bucket, blob, declaredSize, reservedBytes, size, metadata, objectMetadata, ...same } = row;
  return {
    ...same,
    bucketName: bucket.name,
    declaredSize: number(declaredSize),
    reservedBytes: Number(reservedBytes),
    size: number(size),
    metadata: metadata as Record<string, unknown>,
    objectMetadata: objectMetadata as Record<string, unknown> | null,
    blob: blob && { ...blob, size: Number(blob.size) },
    ...held(row),
  };
}

/** A quarantined blob closes all its files at once, on every face, before each of them is moved. */
function held({ status, blob }: UploadRow): Partial<Pick<Upload, 'status' | 'statusReason'>> {
  if (status !== 'AVAILABLE' || blob?.state !== 'quarantined') return {};
  return { status: 'REJECTED', statusReason: `quarantined:${blob.quarantineReason}` };
}
