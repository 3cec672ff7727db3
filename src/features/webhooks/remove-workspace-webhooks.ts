import { Injectable, type OnModuleInit } from '@nestjs/common';
import { WorkspaceContents } from '../workspaces/index.js';
import { WebhookSweepRepository } from './webhook-sweep.repository.js';

/** A workspace goes: its log goes first, batch by batch; the endpoints follow with the workspace’s row. */
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
