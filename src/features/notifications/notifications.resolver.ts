import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { connectionOf } from '../../edge/page/connection.js';
import { PageArgs } from '../../edge/page/page-args.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { MarkNotificationReadInput, NotificationView } from './dto/notification.view.js';
import { NotificationsService } from './notifications.service.js';

const NotificationConnection = connectionOf(NotificationView, 'Notification');

/** Notifications over GraphQL, by the same service. */
@RequireScope('uploads:read')
@Resolver(() => NotificationView)
export class NotificationsResolver {
  constructor(private readonly service: NotificationsService) {}

  @Query(() => NotificationConnection, {
    description: 'Notifications of the calling user; for keys all of the workspace. Newest first.',
  })
  async notifications(@CurrentActor() actor: Actor, @ReadArgs() args: PageArgs) {
    const found = await this.service.list(actor, args.page('notifications'));
    return NotificationConnection.from(
      mapPage(found, (notification) => NotificationView.from(notification)),
      args.after,
    );
  }

  @Mutation(() => NotificationView, { description: 'Marks a notification as read by you.' })
  async markNotificationRead(
    @CurrentActor() actor: Actor,
    @ReadInput() { notificationId }: MarkNotificationReadInput,
  ): Promise<NotificationView> {
    return NotificationView.from(await this.service.markRead(actor, notificationId));
  }

  @NodeLookup('ntf')
  async notificationNode(actor: Actor, id: string): Promise<NotificationView> {
    return NotificationView.from(await this.service.get(actor, id));
  }
}
