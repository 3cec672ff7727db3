import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { viewUntil } from './lifetimes.js';
import { SignedIds } from './signed-ids.js';

/** Links to files that need no credentials, for callers whose right to read was checked. Nothing is noted before their use. */
@Injectable()
export class ViewLinks {
  constructor(
    private readonly ids: SignedIds,
    private readonly config: Config,
  ) {}

  /** `GET /v1/blobs/{view_id}`, for five minutes; with a variant, `…/{variant}`. */
  linkTo(actor: Actor, uploadId: string, variant?: string): string {
    const { workspaceId } = actor;
    const id = this.ids.sign('view', { workspaceId, uploadId, issuedTo: actorId(actor) }, viewUntil());
    return `${this.config.publicUrl}/v1/blobs/${id}${variant === undefined ? '' : `/${variant}`}`;
  }
}
