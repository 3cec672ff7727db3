import { Injectable } from '@nestjs/common';
import { ExecutionLoader } from '../../edge/graphql/loading/execution-loader.js';
import type { Execution } from '../../edge/graphql/loading/execution.js';
import { type AskedLink, type DownloadLink, DownloadsService } from '../uploads/index.js';

/** The links to bytes that one execution asks for. */
@Injectable()
export class DownloadLinksLoader extends ExecutionLoader<AskedLink, DownloadLink | null> {
  constructor(private readonly downloads: DownloadsService) {
    super();
  }

  protected readAll({ actor }: Execution, asked: readonly AskedLink[]) {
    return this.downloads.linkEach(actor, asked);
  }
}
