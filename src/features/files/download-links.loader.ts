import { Injectable } from '@nestjs/common';
import { ExecutionLoader } from '../../edge/graphql/loading/execution-loader.js';
import type { Execution } from '../../edge/graphql/loading/execution.js';
import { type AskedLink, type DownloadLink, DownloadsService } from '../uploads/index.js';

/** The download links of one GraphQL execution, in one batch. */
@Injectable()
export class DownloadLinksLoader extends ExecutionLoader<AskedLink, DownloadLink | null> {
  constructor(private readonly downloads: DownloadsService) {
    super();
  }

  protected readAll({ actor }: Execution, asked: readonly AskedLink[]) {
    return this.downloads.linkEach(actor, asked);
  }
}
