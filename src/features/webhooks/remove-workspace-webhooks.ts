import { Injectable, type OnModuleInit } from '@nestjs/common';
import { WorkspaceContents } from '../workspaces/index.js';
import { WebhookSweepRepository } from './webhook-sweep.repository.js';

/** Deletes the delivery log of a workspace in batches; its endpoints are deleted with the workspace's row. */
@Injectable()
export class RemoveWorkspaceWebhooks implements OnModuleInit {
  constructor(
    private readonly contents: WorkspaceContents,
    private readonly repository: WebhookSweepRepository,
  ) {}

  onModuleInit(): void {
    this.contents.onRemove(async ({ workspaceId }) => {
      while (await this.repository.forgetSomeOf(workspaceId));
    });
  }
}
