import { Prisma } from '../../../generated/prisma/client.js';
import { sqlBehind, sqlUpTo } from '../../../platform/prisma/list-order.js';
import { isId, leastIdAt } from '../../../shared/ids.js';
import type { PageRequest } from '../../../shared/page.js';
import { bucketIdNamed } from '../../buckets/index.js';
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

/** How far the clocks of other processes may be from the database's: ids carry the time of their maker. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Ids carry their time, so that an old bound ends the index scan instead of filtering it. */
export function oldestIdOf({ createdAfter }: UploadFilter): string | undefined {
  return createdAfter && leastIdAt('upl', createdAfter.getTime() - CLOCK_SKEW_MS);
}

/** The part of the list that is read: behind a place, up to the end of a search. */
export interface Window extends Pick<PageRequest, 'after' | 'direction'> {
  end?: string;
}

/** The filter as conditions on `uploads`. Client values are compared as text: Prisma gives keys of its own a meaning in objects. */
export function conditionsOf(workspaceId: string, filter: UploadFilter, window: Window): Prisma.Sql {
  const { statuses, hasErrors, bucket, contentType, createdAfter, metadata = {} } = filter;
  const conditions = [
    Prisma.sql`workspace_id = ${workspaceId}`,
    ...placeOf(window, filter),
    statuses ? Prisma.sql`status = ANY(${statuses}::text[]::upload_status[])` : Prisma.sql`status <> 'DELETED'`,
    hasErrors !== undefined && (hasErrors ? Prisma.sql`status_reason IS NOT NULL` : Prisma.sql`status_reason IS NULL`),
    bucket !== undefined && bucketIs(workspaceId, bucket),
    contentType !== undefined && Prisma.sql`content_type = ${contentType}`,
    createdAfter !== undefined && Prisma.sql`created_at > ${createdAfter}`,
    ...Object.entries(metadata).map(([key, value]) => metadataIs(key, value)),
  ];
  return Prisma.join(
    conditions.filter((condition) => condition !== false),
    ' AND ',
  );
}

function placeOf(window: Window, filter: UploadFilter): Prisma.Sql[] {
  const oldest = oldestIdOf(filter);
  return [
    ...(window.after === undefined ? [] : [sqlBehind(Prisma.sql`id`, window)]),
    ...(window.end === undefined ? [] : [sqlUpTo(Prisma.sql`id`, window.end, window)]),
    ...(oldest === undefined ? [] : [Prisma.sql`id >= ${oldest}`]),
  ];
}

function bucketIs(workspaceId: string, bucket: string): Prisma.Sql {
  if (isId('bkt', bucket)) return Prisma.sql`bucket_id = ${bucket}`;
  return Prisma.sql`bucket_id = ${bucketIdNamed(workspaceId, bucket)}`;
}

/** In a query string "5" and 5, "true" and true are the same: both match. Null matches null and a missing key. */
function metadataIs(key: string, value: unknown): Prisma.Sql {
  const readings = readingsOf(value).map((reading) => JSON.stringify(reading));
  return Prisma.sql`coalesce(metadata -> ${key}, 'null') = ANY(${readings}::text[]::jsonb[])`;
}

function readingsOf(value: unknown): unknown[] {
  if (typeof value !== 'string') return [value];
  const readings: unknown[] = [value];
  if (value.trim() !== '' && Number.isFinite(Number(value))) readings.push(Number(value));
  if (value === 'true' || value === 'false') readings.push(value === 'true');
  return readings;
}
