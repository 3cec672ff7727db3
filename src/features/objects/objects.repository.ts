import { Injectable } from '@nestjs/common';
import { Prisma } from '../../generated/prisma/client.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { inOrder, sqlBehind, sqlOrder, sqlUpTo } from '../../platform/prisma/list-order.js';
import type { Tenant } from '../../shared/actor.js';
import type { Found, PageRequest } from '../../shared/page.js';
import { versionedSchemaOf } from '../buckets/index.js';
import { AnnouncementsRepository } from '../relay/index.js';
import {
  type ObjectDraft,
  ObjectUploadsRepository,
  type Upload,
  uploadRow,
  withUploadStatus,
} from '../uploads/index.js';
import type { NewObject, StoredObject } from './domain/stored-object.js';

const withParts = {
  files: { orderBy: { position: 'asc' }, include: { upload: withUploadStatus } },
} satisfies Prisma.StoredObjectInclude;

type ObjectRow = Prisma.StoredObjectGetPayload<{ include: typeof withParts }>;

export interface ObjectFilter {
  bucketId?: string;
  /** Top-level metadata that must have these values, compared as text, as query strings have it. */
  metadata?: Record<string, string>;
}

function toObject({ files, metadata, uniqueKeyHash: _, ...same }: ObjectRow): StoredObject {
  const parts = files.map(({ property, type, uploadId, upload }) => ({
    ...{ property, type, uploadId },
    isReadable: upload.status === 'AVAILABLE',
  }));
  return { ...same, metadata: metadata as Record<string, unknown>, parts };
}

/** The most objects that are read for one page of a list. */
const WINDOW = 10_000;

/** Objects of some workspaces as they are now, for messages about their events. Deleted ones are absent. */
export async function findObjects(tx: Tx, workspaceIds: string[], ids: string[]): Promise<Map<string, StoredObject>> {
  const where = { id: { in: ids }, workspaceId: { in: workspaceIds } };
  const rows = await tx.storedObject.findMany({ where, include: withParts });
  return new Map(rows.map((row) => [row.id, toObject(row)]));
}

/** Objects and their files, each statement bound to one workspace. Lock order: uploads by id, then objects by id. */
@Injectable()
export class ObjectsRepository {
  constructor(
    private readonly database: Database,
    private readonly announcements: AnnouncementsRepository,
    private readonly uploads: ObjectUploadsRepository,
  ) {}

  async find(tenant: Tenant, id: string): Promise<StoredObject | null> {
    const where = { id, workspaceId: tenant.workspaceId };
    const query = { where, include: withParts };
    const row = await this.database.tenant(tenant, (tx) => tx.storedObject.findFirst(query));
    return row && toObject(row);
  }

  /**
   * Newest first; one beyond the limit means that there is a next page. A bounded number of objects is read, however rare
   * the matches.
   */
  async list(tenant: Tenant, filter: ObjectFilter, page: PageRequest): Promise<Found<StoredObject>> {
    const place = [
      Prisma.sql`workspace_id = ${tenant.workspaceId}`,
      ...(filter.bucketId ? [Prisma.sql`bucket_id = ${filter.bucketId}`] : []),
      sqlBehind(Prisma.sql`id`, page),
    ];
    const metadata = Object.entries(filter.metadata ?? {}).map(
      ([key, value]) => Prisma.sql`metadata ->> ${key} = ${value}`,
    );
    return this.database.tenant(tenant, async (tx) => {
      const searchedTo = metadata.length ? await this.endOfWindow(tx, place, page) : undefined;
      const conditions = [...place, ...metadata, ...(searchedTo ? [sqlUpTo(Prisma.sql`id`, searchedTo, page)] : [])];
      const found = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM objects WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY id ${sqlOrder(page)} LIMIT ${page.limit + 1}`;
      const where = { id: { in: found.map(({ id }) => id) }, workspaceId: tenant.workspaceId };
      const rows = await tx.storedObject.findMany({ where, include: withParts, orderBy: { id: inOrder(page) } });
      return { rows: rows.map(toObject), searchedTo };
    });
  }

  /** The last object of the window; nothing when the window reaches to the end. */
  private async endOfWindow(tx: Tx, place: Prisma.Sql[], page: PageRequest): Promise<string | undefined> {
    const [end] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM objects WHERE ${Prisma.join(place, ' AND ')} ORDER BY id ${sqlOrder(page)} OFFSET ${WINDOW - 1} LIMIT 1`;
    return end?.id;
  }

  /** The objects of a bucket that have these unique keys, by key. */
  async holdersOf(tenant: Tenant, bucketId: string, uniqueKeyHashes: string[]): Promise<Map<string, string>> {
    const where = { workspaceId: tenant.workspaceId, bucketId, uniqueKeyHash: { in: uniqueKeyHashes } };
    const query = { where, select: { id: true, uniqueKeyHash: true } };
    const rows = await this.database.tenant(tenant, (tx) => tx.storedObject.findMany(query));
    return new Map(rows.map(({ id, uniqueKeyHash }) => [uniqueKeyHash!, id]));
  }

  /** The schema that an object of an upload's bucket has to fit. */
  async schemaFor(upload: Tenant & { bucketId: string }) {
    return this.database.tenant(upload, (tx) => versionedSchemaOf(tx, upload));
  }

  /** The object of one upload, whose row is locked. `false`: another object has the unique key, and nothing is written. */
  async attach(tx: Tx, { id, workspaceId }: Upload, { id: objectId, uniqueKeyHash, schemaVersion }: ObjectDraft) {
    const [row] = await tx.$queryRaw<{ isMade: boolean }[]>`
      SELECT attach_object(${uploadRow(id, workspaceId)}, (${objectId}, ${uniqueKeyHash}, ${schemaVersion})::object_draft) AS "isMade"`;
    return row!.isMade;
  }

  /** The unique index decides: `false` when another object has the key, and nothing is written. Else it is announced. */
  async insert(tx: Tx, object: NewObject): Promise<boolean> {
    const { id, organizationId, workspaceId, bucketId, metadata, uniqueKeyHash, createdBy, parts } = object;
    const inserted = await tx.$executeRaw`
      INSERT INTO objects (id, organization_id, workspace_id, bucket_id, metadata, unique_key_hash, created_by)
      VALUES (${id}, ${organizationId}, ${workspaceId}, ${bucketId}, ${JSON.stringify(metadata)}::jsonb, ${uniqueKeyHash}, ${createdBy})
      ON CONFLICT (bucket_id, unique_key_hash) WHERE unique_key_hash IS NOT NULL DO NOTHING`;
    if (inserted === 0) return false;
    await tx.objectFile.createMany({
      data: parts.map((part, position) => ({ ...part, objectId: id, position, workspaceId })),
    });
    const data = { bucketId, uploadIds: [...new Set(parts.map(({ uploadId }) => uploadId))] };
    await this.announcements.announce(tx, { workspaceId, type: 'object.created', resourceId: id, data });
    return true;
  }

  /** The files stay. Each names the oldest object that still has it. `false`: it was gone. */
  async remove({ id, organizationId, workspaceId }: StoredObject): Promise<boolean> {
    const tenant = { organizationId, workspaceId };
    return this.database.tenant(tenant, async (tx) => {
      const files = await tx.objectFile.findMany({ where: { objectId: id, workspaceId }, select: { uploadId: true } });
      const ids = files.map(({ uploadId }) => uploadId);
      await this.uploads.lock(tx, tenant, ids);
      const { count } = await tx.storedObject.deleteMany({ where: { id, workspaceId } });
      await this.uploads.reattach(tx, tenant, id, await this.oldestWith(tx, workspaceId, ids));
      return count > 0;
    });
  }

  /** The oldest object that has each of these uploads. */
  private async oldestWith(tx: Tx, workspaceId: string, uploadIds: string[]) {
    const where = { workspaceId, uploadId: { in: uploadIds } };
    const groups = await tx.objectFile.groupBy({ by: ['uploadId'], where, _min: { objectId: true } });
    const oldest = new Map(groups.map(({ uploadId, _min }) => [uploadId, _min.objectId]));
    return uploadIds.map((uploadId) => ({ uploadId, objectId: oldest.get(uploadId) ?? null }));
  }
}
