import { Context, Resolver, Subscription } from '@nestjs/graphql';
import { credentialsOf, type CredentialSource } from '../../edge/auth/credentials-of.js';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import type { AirlockRequest } from '../../edge/auth/request-of.js';
import { ReadId } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import { type DocumentRecord, DocumentView } from '../documents/index.js';
import { type UploadChange, UploadView } from '../uploads/index.js';
import { type Activity, ActivityService } from './activity.service.js';
import { DocumentChangesService } from './document-changes.service.js';
import { WorkspaceActivityView } from './dto/workspace-activity.view.js';
import { UploadChangesService } from './upload-changes.service.js';

/** The context of a subscription: its guard has found the caller. */
interface Asked {
  req: AirlockRequest;
}

/** Changes of uploads, documents and workspaces as GraphQL subscriptions. */
@Resolver()
export class LiveResolver {
  constructor(
    private readonly changes: UploadChangesService,
    private readonly documents: DocumentChangesService,
    private readonly activities: ActivityService,
  ) {}

  @Subscription(() => UploadView, {
    description: 'An upload as it is now, then at each change; completes once it has ended.',
    resolve: ({ upload }: UploadChange, _: unknown, { req }: Asked) => UploadView.from(req.actor!, upload),
  })
  @RequireScope('uploads:read')
  async uploadChanged(
    @CurrentActor() actor: Actor,
    @ReadId() id: string,
    @Context('req') shown: CredentialSource,
  ): Promise<AsyncGenerator<UploadChange>> {
    return this.changes.fromNow({ actor, credentials: credentialsOf(shown) }, id);
  }

  @Subscription(() => DocumentView, {
    description: 'A document as it is now, then at each change; completes once it is SUCCESS or FAILURE.',
    resolve: (document: DocumentRecord, _: unknown, { req }: Asked) => DocumentView.from(req.actor!, document),
  })
  @RequireScope('documents:read')
  async documentChanged(
    @CurrentActor() actor: Actor,
    @ReadId() id: string,
    @Context('req') shown: CredentialSource,
  ): Promise<AsyncGenerator<DocumentRecord>> {
    return this.documents.fromNow({ actor, credentials: credentialsOf(shown) }, id);
  }

  @Subscription(() => WorkspaceActivityView, {
    description: 'Every event of the workspace from now on. Ends with UNAVAILABLE if an event was missed.',
    resolve: (activity: Activity, _: unknown, { req }: Asked) => WorkspaceActivityView.from(req.actor!, activity),
  })
  @RequireScope('uploads:read')
  async workspaceActivity(
    @CurrentActor() actor: Actor,
    @Context('req') shown: CredentialSource,
  ): Promise<AsyncGenerator<Activity>> {
    return this.activities.follow({ actor, credentials: credentialsOf(shown) });
  }
}
