import { Prisma } from '../../../generated/prisma/client.js';
import { isId, leastIdAt } from '../../../shared/ids.js';
import type { UploadStatus } from '../domain/upload-states.js';

export interface UploadFilter {
  statuses?: UploadStatus[];
  /** Of AVAILABLE ones: whether something about them went wrong. */
  hasErrors?: boolean;
  /** By id or name. */
  bucket?: string;
  contentType?: string;
  createdAfter?: Date;
  metadata?: Record<string, unknown>;
}

/** Clocks of other processes may be this far from the database's: ids made by them are looked at all the same. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Ids carry their time, so that an old bound ends the index scan instead of filtering it. */
export function oldestIdOf({ createdAfter }: UploadFilter): string | undefined {
  return createdAfter && leastIdAt('upl', createdAfter.getTime() - CLOCK_SKEW_MS);
}

/** The ids that are looked at, both ends excluded but `from`. */
export interface IdRange {
  before?: string;
  from?: string;
}

/** The filter as predicates. */
export function whereOf(workspaceId: string, filter: UploadFilter, { before, from }: IdRange): Prisma.UploadWhereInput {
  const { statuses, hasErrors, contentType, createdAfter, metadata = {} } = filter;
  const id = { lt: before, gte: from };
  return {
    ...{ workspaceId, contentType, id },
    status: statuses ? { in: statuses } : { not: 'DELETED' },
    statusReason: hasErrors === undefined ? undefined : hasErrors ? { not: null } : null,
    createdAt: createdAfter && { gt: createdAfter },
    AND: [bucketIs(filter.bucket), ...Object.entries(metadata).map(([key, value]) => metadataIs(key, value))],
  };
}

function bucketIs(bucket: string | undefined): Prisma.UploadWhereInput {
  if (bucket === undefined) return {};
  return isId('bkt', bucket) ? { bucketId: bucket } : { bucket: { name: bucket } };
}

/** A query string cannot tell "5" from 5 or "true" from true: either is meant. */
function metadataIs(key: string, value: unknown): Prisma.UploadWhereInput {
  const equal = (to: unknown) => ({
    metadata: { path: [key], equals: to === null ? Prisma.AnyNull : (to as Prisma.InputJsonValue) },
  });
  if (typeof value !== 'string') return equal(value);
  const readings: unknown[] = [value];
  if (value.trim() !== '' && Number.isFinite(Number(value))) readings.push(Number(value));
  if (value === 'true' || value === 'false') readings.push(value === 'true');
  return { OR: readings.map(equal) };
}
