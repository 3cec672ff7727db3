import { Query, Resolver } from '@nestjs/graphql';
import { CurrentActor } from '../../edge/auth/decorators.js';
import type { Actor } from '../../shared/actor.js';
import { ViewerView } from './dto/viewer.view.js';
import { ViewerService } from './viewer.service.js';

/** The caller, over GraphQL. Needs credentials, but no scope. */
@Resolver(() => ViewerView)
export class ViewerResolver {
  constructor(private readonly service: ViewerService) {}

  @Query(() => ViewerView, { description: 'The caller and the workspace it acts in.' })
  async viewer(@CurrentActor() actor: Actor): Promise<ViewerView> {
    return ViewerView.from(await this.service.describe(actor));
  }
}
