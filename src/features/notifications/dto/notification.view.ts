import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { View } from '../../../edge/dto/view.js';
import { describedEvent } from '../../relay/index.js';
import type { Notification } from '../domain/notification.js';

@ObjectType('Notification', {
  implements: () => [Node],
  description: 'A message to users of the workspace about an event.',
})
export class NotificationView extends View {
  @Field(() => ID, { description: 'Same as notificationId.' })
  id: string;

  @Prop.id({ description: 'Id of the notification.' })
  notificationId: string;

  @Prop.id({ description: 'The upload.' })
  uploadId: string;

  @Prop.enumeration({ ...describedEvent, description: 'Type of the event.', example: 'upload.rejected' })
  eventType: string;

  @Prop.text({ description: 'Why, e.g. infected:<signature> or staging_ttl.' })
  reason: string;

  @Prop.text({ description: 'The name of the file.' })
  filename: string;

  @Prop.text({ each: true, description: 'Ids of the recipients; none: the workspace has no administrator.' })
  recipients: string[];

  @Prop.dateTime({ nullable: true, description: 'When you read it; always null for keys.' })
  readAt: Date | null;

  @Prop.dateTime({ description: 'Time of creation.' })
  createdAt: Date;

  static from({ id, ...notification }: Notification): NotificationView {
    return Object.assign(new NotificationView(), { id, notificationId: id, ...notification });
  }
}

@InputType({ description: 'The notification that was read.' })
export class MarkNotificationReadInput {
  @Prop.id({ description: 'Id of the notification.' })
  notificationId: string;
}
