import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import { emailOf } from '../identity/index.js';
import { workspaceNameOf } from '../workspaces/index.js';
import type { MailedNotification } from './domain/compose-mail.js';

/** The due notifications of one recipient in one workspace. */
export interface DueMail {
  userId: string;
  email: string;
  notifications: MailedNotification[];
}

/** Notifications in one message. */
const MOST_IN_A_MAIL = 50;
/** A day of retries. */
export const MOST_TRIES = 12;

interface Claimed {
  userId: string;
  workspaceId: string;
  notificationId: string;
}

/** The queue of mail. All times are the database's. */
@Injectable()
export class MailQueueRepository {
  constructor(private readonly database: Database) {}

  /** Leases all due notifications of the recipient who waits longest. `null`: none is due. */
  async claim(leaseSeconds: number): Promise<DueMail | null> {
    const claimed = await this.database.system.$queryRaw<Claimed[]>`
      WITH first AS (
        SELECT user_id, workspace_id FROM notification_recipients WHERE mail_at <= now()
        ORDER BY mail_at LIMIT 1 FOR UPDATE SKIP LOCKED
      ), due AS (
        SELECT r.notification_id, r.user_id FROM notification_recipients r JOIN first f USING (user_id, workspace_id)
        WHERE r.mail_at <= now() ORDER BY r.notification_id LIMIT ${MOST_IN_A_MAIL} FOR UPDATE OF r SKIP LOCKED
      )
      UPDATE notification_recipients r SET mail_tries = r.mail_tries + 1, mail_at = now() + make_interval(secs => ${leaseSeconds}::int)
      FROM due WHERE r.notification_id = due.notification_id AND r.user_id = due.user_id
      RETURNING r.user_id AS "userId", r.workspace_id AS "workspaceId", r.notification_id AS "notificationId"`;
    return claimed.length ? this.describe(claimed) : null;
  }

  async sent({ userId, notifications }: DueMail): Promise<void> {
    const notificationId = { in: notifications.map(({ id }) => id) };
    const data = { mailAt: null, mailedAt: new Date() };
    await this.database.system.notificationRecipient.updateMany({ where: { userId, notificationId }, data });
  }

  /** Retries after growing waits up to two hours; after a day no more: the notification stays in the list. */
  async later({ userId, notifications }: DueMail): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE notification_recipients SET mail_at =
        CASE WHEN mail_tries < ${MOST_TRIES} THEN now() + least(power(2, mail_tries) * 15, 7200) * interval '1 second' END
      WHERE user_id = ${userId} AND mail_at IS NOT NULL AND notification_id = ANY(${notifications.map(({ id }) => id)})`;
  }

  private async describe(claimed: Claimed[]): Promise<DueMail> {
    const userId = claimed[0]!.userId;
    const ids = claimed.map(({ notificationId }) => notificationId);
    const { system } = this.database;
    const select = { id: true, uploadId: true, reason: true, filename: true, createdAt: true };
    const found = await system.notification.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' }, select });
    const workspaceName = await workspaceNameOf(system, claimed[0]!.workspaceId);
    const notifications = found.map((notification) => ({ ...notification, workspaceName }));
    return { userId, email: await emailOf(system, userId), notifications };
  }
}
