import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { View } from '../../../edge/dto/view.js';
import type { Attempt, Delivery } from '../domain/delivery.js';
import { describedDeliveredEvent, describedDeliveryStatus } from './webhook.enums.js';

@ObjectType('WebhookAttempt', { description: 'One attempt to deliver.' })
export class AttemptView extends View {
  @Prop.dateTime({ description: 'Time of creation.' })
  at: Date;

  @Prop.integer({ nullable: true, description: 'Status of the answer; null without an answer.' })
  statusCode: number | null;

  @Prop.integer({ description: 'How long it took, in milliseconds.' })
  durationMs: number;

  @Prop.text({ nullable: true, description: 'Why it failed; null when it succeeded.' })
  error: string | null;

  static from({ at, statusCode, durationMs, error }: Attempt): AttemptView {
    return Object.assign(new AttemptView(), { at: new Date(at), statusCode, durationMs, error });
  }
}

@ObjectType('WebhookDelivery', {
  implements: () => [Node],
  description: 'The delivery of one event to one webhook endpoint.',
})
export class DeliveryView extends View {
  @Field(() => ID, { description: 'Same as deliveryId.' })
  id: string;

  @Prop.id({ description: 'Id of the delivery; its `webhook-id` in every attempt.' })
  deliveryId: string;

  @Prop.id({ description: 'The endpoint it goes to.' })
  endpointId: string;

  @Prop.enumeration({ ...describedDeliveredEvent, description: 'Type of the event.', example: 'upload.available' })
  eventType: string;

  @Prop.enumeration({ ...describedDeliveryStatus, description: 'How far it is.' })
  status: string;

  @Prop.object(() => AttemptView, { each: true, description: 'Its attempts, oldest first; at most the last 30.' })
  attempts: AttemptView[];

  @Prop.integer({ nullable: true, description: 'Status of the last answer.' })
  statusCode: number | null;

  @Prop.integer({ nullable: true, description: 'How long the last attempt took, in milliseconds.' })
  durationMs: number | null;

  @Prop.text({ nullable: true, description: 'Why the last attempt failed.' })
  error: string | null;

  @Prop.dateTime({ nullable: true, description: 'Time of the next attempt while it is pending.' })
  nextAttemptAt: Date | null;

  @Prop.json({ description: 'What is sent: `{type, timestamp, data}`.' })
  payload: object;

  @Prop.dateTime({ description: 'Time of creation.' })
  createdAt: Date;

  @Prop.dateTime({ nullable: true, description: 'When it was delivered, or failed for good.' })
  completedAt: Date | null;

  static from(delivery: Delivery): DeliveryView {
    const { id, endpointId, eventType, status, attempts, nextTryAt, createdAt, completedAt } = delivery;
    const last = attempts.at(-1);
    return Object.assign(new DeliveryView(), {
      ...{ id, deliveryId: id, endpointId, eventType, status, createdAt, completedAt },
      attempts: attempts.map((attempt) => AttemptView.from(attempt)),
      ...{ statusCode: last?.statusCode ?? null, durationMs: last?.durationMs ?? null, error: last?.error ?? null },
      nextAttemptAt: status === 'pending' ? nextTryAt : null,
      payload: JSON.parse(delivery.payload) as object,
    });
  }
}
