import { Injectable } from '@nestjs/common';
import { ExecutionLoader } from '../../../edge/graphql/loading/execution-loader.js';
import type { Execution } from '../../../edge/graphql/loading/execution.js';
import { UploadErrors } from '../domain/upload.errors.js';
import { MultipartService, type StoredParts } from '../multipart/multipart.service.js';

/** The stored parts of one GraphQL execution by upload, within its budget of calls to the store. */
@Injectable()
export class StoredPartsLoader extends ExecutionLoader<string, StoredParts> {
  constructor(private readonly multipart: MultipartService) {
    super();
  }

  protected async readAll({ actor, budget }: Execution, ids: readonly string[]) {
    const found = await this.multipart.listEach(actor, [...new Set(ids)], budget);
    return ids.map((id) => found.get(id) ?? UploadErrors.notFound());
  }
}
