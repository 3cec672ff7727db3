import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { AdmissionPolicies } from '../../buckets/index.js';
import type { Upload } from '../domain/upload.js';
import { type UploadColumns, uploadOfColumns } from './upload-json.js';

/** An upload that one worker admits: no other writes its outcome while the lease lasts. */
export type LeasedUpload = Upload & {
  leaseToken: string;
  /** How often the scanner gave no verdict on it. */
  scanFailures: number;
  /** Those of its bucket at the moment of the claim. */
  policies: AdmissionPolicies;
};

/** An upload as the SQL function take_scans answers it. */
export interface LeasedColumns extends UploadColumns {
  policies: AdmissionPolicies;
}

export function leasedUploadOf({ policies, ...columns }: LeasedColumns): LeasedUpload {
  return Object.assign(uploadOfColumns(columns)!, { policies }) as LeasedUpload;
}

type Lease = Pick<LeasedUpload, 'id' | 'workspaceId' | 'leaseToken'>;

/** Writes of an upload's row that are valid under its lease only. */
@Injectable()
export class LeasedUploadsRepository {
  constructor(private readonly database: Database) {}

  /** The ETag that clients see. `false`: the lease was lost. */
  async noteEtag({ id, workspaceId, leaseToken }: Lease, etag: string): Promise<boolean> {
    const where = { id, workspaceId, leaseToken, status: 'SCANNING' as const };
    const { count } = await this.database.system.upload.updateMany({ where, data: { etag } });
    return count > 0;
  }
}
