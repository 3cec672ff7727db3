import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import { sqlState } from '../../../platform/prisma/database-errors.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { Upload } from '../domain/upload.js';
import { UploadErrors } from '../domain/upload.errors.js';

/** An upload as it is before the database has given it its times. */
export type NewUpload = Pick<
  Upload,
  | 'id'
  | 'organizationId'
  | 'workspaceId'
  | 'bucketId'
  | 'filename'
  | 'contentType'
  | 'declaredSize'
  | 'declaredHash'
  | 'reservedBytes'
  | 'method'
  | 'guarantees'
  | 'key'
  | 'metadata'
  | 'objectMetadata'
  | 'blobProperty'
  | 'blobType'
  | 'createObjectOnConfirm'
  | 'skipDuplicates'
  | 'createdBy'
  | 'urlExpiresInSeconds'
> & { graceSeconds: number; pendingLimit: number };

const statement = {
  name: 'create_upload',
  text: `SELECT create_upload($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,make_interval(secs => $21),$22) AS at`,
};

const statementForMany = { name: 'create_uploads', text: 'SELECT create_uploads($1, $2, $3, $4) AS at' };

const refusals: Record<string, () => Error> = {
  AL001: UploadErrors.quotaExceeded,
  AL002: UploadErrors.stagingLimit,
  '23503': () => Errors.notFound('Bucket'),
};

/** The hot path: reserve, count and insert in one named statement and one round trip (prisma/migrations, create_upload). */
@Injectable()
export class CreateUploadRepository {
  constructor(private readonly database: Database) {}

  /** The moment of creation by the database's clock. Refused as a whole when the quota or the staging limit has no room. */
  async insert(upload: NewUpload): Promise<Date> {
    const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
    const values = [
      ...[upload.organizationId, upload.workspaceId, upload.bucketId, upload.id, upload.filename, upload.contentType],
      ...[upload.declaredSize, upload.declaredHash, upload.reservedBytes, upload.method, upload.guarantees, upload.key],
      ...[json(upload.metadata), json(upload.objectMetadata), upload.blobProperty, upload.blobType],
      ...[upload.createObjectOnConfirm, upload.skipDuplicates, upload.createdBy, upload.urlExpiresInSeconds],
      ...[upload.graceSeconds, upload.pendingLimit],
    ];
    return this.createdAt({ ...statement, values });
  }

  /** The same for many of one workspace, all or none. */
  async insertAll(uploads: [NewUpload, ...NewUpload[]]): Promise<Date> {
    const { organizationId, workspaceId, pendingLimit } = uploads[0];
    const values = [organizationId, workspaceId, JSON.stringify(uploads), pendingLimit];
    return this.createdAt({ ...statementForMany, values });
  }

  private async createdAt(query: { name: string; text: string; values: unknown[] }): Promise<Date> {
    try {
      const { rows } = await this.database.pool.query<{ at: Date }>(query);
      return rows[0]!.at;
    } catch (error) {
      throw refusals[sqlState(error) ?? '']?.() ?? error;
    }
  }
}
