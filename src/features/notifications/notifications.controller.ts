import { Controller, Get, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadQuery } from '../../edge/dto/read.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../edge/page/page-query.js';
import { pageView } from '../../edge/page/page-view.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { NotificationView } from './dto/notification.view.js';
import { NotificationsService } from './notifications.service.js';

/** Notifications over REST. */
@ApiTags('workspaces')
@ApiBearerAuth()
@RequireScope('uploads:read')
@Controller('v1/notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Operation(
    'listNotifications',
    'List notifications',
    'Of the calling user; for keys, all of the workspace. Newest first.',
  )
  @Get()
  @ReturnsPage(NotificationView, {
    description: 'Notifications of the calling user; for keys all of the workspace. Newest first.',
  })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    const found = await this.notifications.list(actor, query.page('notifications'));
    return pageView(NotificationView).from(mapPage(found, (notification) => NotificationView.from(notification)));
  }

  @Operation(
    'markNotificationRead',
    'Mark a notification as read',
    'By the calling user; others still see it as unread.',
  )
  @Post(':notification_id/read')
  @Returns(HttpStatus.OK, NotificationView, { description: 'Marked as read by you.' })
  @Problems('NOT_FOUND', 'FORBIDDEN')
  async read(@CurrentActor() actor: Actor, @Param('notification_id') id: string): Promise<NotificationView> {
    return NotificationView.from(await this.notifications.markRead(actor, id));
  }
}
