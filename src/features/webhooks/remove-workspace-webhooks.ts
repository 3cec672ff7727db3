import type { Tenant } from '../../shared/actor.js';
import { WorkspaceContent } from '../workspaces/index.js';
import { WebhookSweepRepository } from './webhook-sweep.repository.js';

/** Deletes the delivery log of a workspace in batches; its endpoints are deleted with the workspace's row. */
@WorkspaceContent({ name: 'webhooks', order: 1 })
export class RemoveWorkspaceWebhooks implements WorkspaceContent {
  constructor(private readonly repository: WebhookSweepRepository) {}

  async remove({ workspaceId }: Tenant): Promise<void> {
    while (await this.repository.forgetSomeOf(workspaceId));
  }
}
