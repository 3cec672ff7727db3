import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import { behind, inOrder } from '../../platform/prisma/list-order.js';
import type { Actor } from '../../shared/actor.js';
import { leastIdAt } from '../../shared/ids.js';
import type { PageRequest } from '../../shared/page.js';
import type { Notification } from './domain/notification.js';

const withRecipients = { recipients: { select: { userId: true, readAt: true }, orderBy: { userId: 'asc' as const } } };
const KEEP_DAYS = 90;

interface Row extends Omit<Notification, 'recipients' | 'readAt'> {
  recipients: { userId: string; readAt: Date | null }[];
}

function toNotification({ recipients, ...row }: Row, { userId }: Actor): Notification {
  const mine = recipients.find((recipient) => recipient.userId === userId);
  return { ...row, recipients: recipients.map((recipient) => recipient.userId), readAt: mine?.readAt ?? null };
}

/** Users see their own notifications, keys those of their workspace. */
function visibleTo({ workspaceId, userId }: Actor) {
  return { workspaceId, ...(userId ? { recipients: { some: { userId, workspaceId } } } : {}) };
}

/** The list of notifications, for callers. */
@Injectable()
export class NotificationsRepository {
  constructor(private readonly database: Database) {}

  async find(actor: Actor, id: string): Promise<Notification | null> {
    const where = { id, ...visibleTo(actor) };
    const query = { where, include: withRecipients };
    const row = await this.database.tenant(actor, (tx) => tx.notification.findFirst(query));
    return row && toNotification(row, actor);
  }

  /** Newest first. */
  async list(actor: Actor, page: PageRequest): Promise<Notification[]> {
    const where = { ...visibleTo(actor), id: behind(page) };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1, include: withRecipients };
    const rows = await this.database.tenant(actor, (tx) => tx.notification.findMany(query));
    return rows.map((row) => toNotification(row, actor));
  }

  /** Keeps the time of the first call. */
  async markRead(actor: Actor, userId: string, notificationId: string): Promise<void> {
    const where = { notificationId, userId, workspaceId: actor.workspaceId, readAt: null };
    const data = { readAt: new Date() };
    await this.database.tenant(actor, (tx) => tx.notificationRecipient.updateMany({ where, data }));
  }

  /** Forgets a batch of old ones; `true` when there may be more. */
  async forgetOld(batch: number): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM notifications WHERE id IN (
        SELECT id FROM notifications WHERE id < ${leastIdAt('ntf', Date.now() - KEEP_DAYS * 24 * 3600_000)}
        ORDER BY id LIMIT ${batch} FOR UPDATE SKIP LOCKED)`;
    return gone === batch;
  }
}
