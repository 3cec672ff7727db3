import { Injectable } from '@nestjs/common';
import { Handlers } from '../../platform/handlers/handlers.js';
import type { Tenant } from '../../shared/actor.js';
import { WorkspaceContent } from './workspace-content.js';

/** Everything that must go before a workspace can. */
@Injectable()
export class WorkspaceContents {
  constructor(private readonly handlers: Handlers) {}

  async remove(workspace: Tenant): Promise<void> {
    const contents = this.handlers.of(WorkspaceContent).toSorted((a, b) => a.options.order - b.options.order);
    for (const { instance } of contents) await instance.removeFrom(workspace);
  }
}
