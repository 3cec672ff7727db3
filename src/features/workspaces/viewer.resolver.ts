import { Query, Resolver } from '@nestjs/graphql';
import { CurrentActor } from '../../edge/auth/decorators.js';
import type { Actor } from '../../shared/actor.js';
import { ViewerView } from './dto/viewer.view.js';
import { ViewerService } from './viewer.service.js';

/** Who asks, over GraphQL. Needs credentials, but no scope. */
@Resolver(() => ViewerView)
export class ViewerResolver {
  constructor(private readonly service: ViewerService) {}

  @Query(() => ViewerView, { description: 'Who asks, and where.' })
  async viewer(@CurrentActor() actor: Actor): Promise<ViewerView> {
    return ViewerView.from(await this.service.describe(actor));
  }
}
