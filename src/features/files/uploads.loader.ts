import { Injectable } from '@nestjs/common';
import { ExecutionLoader } from '../../edge/graphql/loading/execution-loader.js';
import type { Execution } from '../../edge/graphql/loading/execution.js';
import { type Upload, UploadErrors, UploadsService } from '../uploads/index.js';

/** The uploads of one GraphQL execution by id, in one batch. */
@Injectable()
export class UploadsLoader extends ExecutionLoader<string, Upload> {
  constructor(private readonly uploads: UploadsService) {
    super();
  }

  protected async readAll({ actor }: Execution, ids: readonly string[]) {
    const found = await this.uploads.getEach(actor, [...new Set(ids)]);
    return ids.map((id) => found.get(id) ?? UploadErrors.notFound());
  }
}
