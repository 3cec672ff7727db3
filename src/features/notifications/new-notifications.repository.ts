import type { Tx } from '../../platform/prisma/database.js';
import { newId } from '../../shared/ids.js';
import { administratorsOf, isMember } from '../identity/index.js';
import { AnnouncementsRepository, type RelayedEvent, RelaySubscriber } from '../relay/index.js';
import { findUploads, type Upload } from '../uploads/index.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { type Audience, audienceOf } from './domain/occasion.js';

/** Further administrators find the notification in the list only. */
const MOST_RECIPIENTS = 100;

/** Creates the notifications of events, in the transaction that publishes the events, and announces them. */
@RelaySubscriber({ name: 'notifications' })
export class NewNotificationsRepository implements RelaySubscriber {
  constructor(
    private readonly announcements: AnnouncementsRepository,
    private readonly mailer: Mailer,
  ) {}

  wants(event: RelayedEvent): boolean {
    return audienceOf(event) !== undefined;
  }

  async take(tx: Tx, events: RelayedEvent[]): Promise<void> {
    const occasions = events.map((event) => ({ event, audience: audienceOf(event)! }));
    const workspaceIds = [...new Set(occasions.map(({ event }) => event.workspaceId))];
    const uploads = await findUploads(
      tx,
      workspaceIds,
      occasions.map(({ event }) => event.resource.id),
    );
    for (const { event, audience } of occasions) {
      const upload = uploads.get(event.resource.id);
      if (upload) await this.note(tx, { event, audience, upload });
    }
  }

  /** An event that is relayed again is notified and announced once. */
  private async note(tx: Tx, { event, audience, upload }: { event: RelayedEvent; audience: Audience; upload: Upload }) {
    const { organizationId, workspaceId, type: eventType, sequence } = event;
    const id = newId('ntf');
    const reason = event.detail ?? upload.statusReason ?? eventType;
    const eventKey = `${upload.id} ${eventType} ${sequence}`;
    const row = { id, organizationId, workspaceId, uploadId: upload.id, eventKey, eventType, reason };
    const data = { ...row, filename: upload.filename };
    const { count } = await tx.notification.createMany({ data, skipDuplicates: true });
    if (count === 0) return;
    const recipients = await this.recipientsOf(tx, audience, upload);
    const mailAt = this.mailer.isConfigured ? new Date() : null;
    await tx.notificationRecipient.createMany({
      data: recipients.map((userId) => ({ notificationId: id, workspaceId, userId, mailAt })),
    });
    const announced = { recipients, reason, upload_id: upload.id };
    await this.announcements.announce(tx, {
      ...{ workspaceId, type: 'notify.notification.sent', resourceId: id, data: announced },
    });
  }

  /** The uploader, or the administrators where the uploader is a key or no longer a member. */
  private async recipientsOf(tx: Tx, audience: Audience, { workspaceId, createdBy }: Upload): Promise<string[]> {
    if (audience === 'uploader' && (await isMember(tx, workspaceId, createdBy))) return [createdBy];
    return administratorsOf(tx, workspaceId, MOST_RECIPIENTS);
  }
}
