import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import type { Tx } from '../../platform/prisma/database.js';
import { resourceKind } from './relayed-event.js';

export interface Announcement {
  workspaceId: string;
  /** As webhooks name it, e.g. `object.created`. */
  type: string;
  resourceId: string;
  data?: Prisma.InputJsonObject;
}

/** The outbox of events that are no move of an upload. */
@Injectable()
export class AnnouncementsRepository {
  /** In the transaction of what it tells: both happen, or neither. */
  async announce(tx: Tx, { workspaceId, type, resourceId, data }: Announcement): Promise<void> {
    resourceKind(type);
    await tx.announcement.create({ data: { workspaceId, type, resourceId, data }, select: { id: true } });
  }
}
