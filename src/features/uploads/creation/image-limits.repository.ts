import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Upload } from '../domain/upload.js';

/** Size limits for uploads that are not declared as pictures and may turn out to be pictures. */
@Injectable()
export class ImageLimitsRepository {
  constructor(private readonly database: Database) {}

  /** Admission refuses the upload if its bytes show a picture that is larger. */
  async limitImages(tenant: Tenant, { id }: Pick<Upload, 'id'>, bytes: number): Promise<void> {
    const { workspaceId } = tenant;
    await this.database.tenant(tenant, (tx) =>
      tx.upload.updateMany({ where: { id, workspaceId }, data: { maxImageBytes: bytes } }),
    );
  }
}
