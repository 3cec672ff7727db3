import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId } from '../../shared/ids.js';
import { type Page, pageOf, type ListPage } from '../../shared/page.js';
import { requireScope } from '../../shared/rights.js';
import type { Notification } from './domain/notification.js';
import { NotificationsRepository } from './notifications.repository.js';

/** Notifications and their read state. */
@Injectable()
export class NotificationsService {
  constructor(private readonly notifications: NotificationsRepository) {}

  async list(actor: Actor, page: ListPage): Promise<Page<Notification>> {
    requireScope(actor, 'uploads:read');
    return pageOf(await this.notifications.list(actor, page), page, (notification) => notification);
  }

  async get(actor: Actor, id: string): Promise<Notification> {
    requireScope(actor, 'uploads:read');
    const notification = isId('ntf', id) ? await this.notifications.find(actor, id) : null;
    if (!notification) throw Errors.notFound('Notification');
    return notification;
  }

  /** For the calling user; keys cannot mark notifications. */
  async markRead(actor: Actor, id: string): Promise<Notification> {
    await this.get(actor, id);
    if (!actor.userId) throw Errors.forbidden('Only a user can read a notification; a key can list them.');
    await this.notifications.markRead(actor, actor.userId, id);
    return this.get(actor, id);
  }
}
