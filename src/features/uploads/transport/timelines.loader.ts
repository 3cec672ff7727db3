import { Injectable } from '@nestjs/common';
import { ExecutionLoader } from '../../../edge/graphql/loading/execution-loader.js';
import type { Execution } from '../../../edge/graphql/loading/execution.js';
import { UploadErrors } from '../domain/upload.errors.js';
import { type Timeline, TimelineService } from '../timeline/timeline.service.js';

/** The timelines that one execution asks for, by upload. */
@Injectable()
export class TimelinesLoader extends ExecutionLoader<string, Timeline> {
  constructor(private readonly timelines: TimelineService) {
    super();
  }

  protected async readAll({ actor }: Execution, ids: readonly string[]) {
    const found = await this.timelines.ofEach(actor, [...new Set(ids)]);
    return ids.map((id) => found.get(id) ?? UploadErrors.notFound());
  }
}
