import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import { type Attempt, type Delivery, deliveryStatuses } from '../domain/delivery.js';

@ObjectType('WebhookAttempt', { description: 'One try to deliver.' })
export class AttemptView extends View {
  @Prop.dateTime({ description: 'When it was made.' })
  at: Date;

  @Prop.integer({ nullable: true, description: 'What the endpoint answered; null when it did not.' })
  statusCode: number | null;

  @Prop.integer({ description: 'How long it took, in milliseconds.' })
  durationMs: number;

  @Prop.text({ nullable: true, description: 'Why it did not count; null when it did.' })
  error: string | null;

  static from({ at, statusCode, durationMs, error }: Attempt): AttemptView {
    return Object.assign(new AttemptView(), { at: new Date(at), statusCode, durationMs, error });
  }
}

@ObjectType('WebhookDelivery', { description: 'One event on its way to one webhook endpoint.' })
export class DeliveryView extends View {
  @Field(() => ID, { description: 'Same as deliveryId.' })
  id: string;

  @Prop.id({ description: 'Id of the delivery; its `webhook-id` in every attempt.' })
  deliveryId: string;

  @Prop.id({ description: 'The endpoint it goes to.' })
  endpointId: string;

  @Prop.text({ description: 'What it tells.', example: 'upload.available' })
  eventType: string;

  @Prop.choice({
    values: deliveryStatuses,
    description:
      'failed: no attempt of 24 hours succeeded, or the endpoint answered 410; it is not tried again until you ask for it.',
  })
  status: string;

  @Prop.object(() => AttemptView, { each: true, description: 'Its attempts, the first first; at most the last 30.' })
  attempts: AttemptView[];

  @Prop.integer({ nullable: true, description: 'What the endpoint answered last.' })
  statusCode: number | null;

  @Prop.integer({ nullable: true, description: 'How long the last attempt took, in milliseconds.' })
  durationMs: number | null;

  @Prop.text({ nullable: true, description: 'Why the last attempt did not count.' })
  error: string | null;

  @Prop.dateTime({ nullable: true, description: 'When it is tried next, while it is pending.' })
  nextAttemptAt: Date | null;

  @Prop.json({ description: 'What is sent: `{type, timestamp, data}`.' })
  payload: object;

  @Prop.dateTime({ description: 'When it was made.' })
  createdAt: Date;

  @Prop.dateTime({ nullable: true, description: 'When it was delivered, or given up.' })
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
