import type { Tenant } from '../../../shared/actor.js';
import { WorkspaceContent } from '../../workspaces/index.js';
import { ErasureRepository } from './erasure.repository.js';

/** Chunks deleted by one transaction. */
const BATCH = 2_000;

/** The documents of a workspace that is deleted: erased in batches, so that the end of their uploads has little left to do. */
@WorkspaceContent({ name: 'documents', order: 1 })
export class WorkspaceDocuments implements WorkspaceContent {
  constructor(private readonly erasure: ErasureRepository) {}

  remove({ workspaceId }: Tenant): Promise<void> {
    return this.erasure.eraseWorkspace(workspaceId, BATCH);
  }
}
