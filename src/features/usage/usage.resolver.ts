import { Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import type { Actor } from '../../shared/actor.js';
import { UsageView } from './dto/usage.view.js';
import { UsageService } from './usage.service.js';

/** Usage over GraphQL, by the same service. */
@Resolver(() => UsageView)
export class UsageResolver {
  constructor(private readonly service: UsageService) {}

  @RequireScope('uploads:read', 'admin')
  @Query(() => UsageView, { description: 'What your organization uses, has reserved and may.' })
  async usage(@CurrentActor() actor: Actor): Promise<UsageView> {
    return UsageView.from(await this.service.read(actor));
  }
}
