import type { NamedValues } from '../../../edge/dto/enum-types.js';
import { describedEvent } from '../../relay/index.js';
import type { DeliveryStatus } from '../domain/delivery.js';
import type { DisabledReason, EndpointStatus } from '../domain/endpoint.js';
import type { DeliveredType, EVERY_EVENT, eventTypes } from '../domain/event-types.js';

/** Moves that only timelines show have no deliveries. */
const { 'upload.begun': _, ...deliverable } = describedEvent.values;

export const describedEventChoice = {
  name: 'WebhookEventChoice',
  meaning: 'The events that a webhook endpoint receives.',
  values: { '*': 'Every event.', ...deliverable } satisfies Record<
    (typeof eventTypes)[number] | typeof EVERY_EVENT,
    string
  >,
} satisfies NamedValues;

export const describedDeliveredEvent = {
  name: 'WebhookEventType',
  meaning: 'What a delivery of a webhook reports.',
  values: { ...deliverable, 'webhook.test': 'Nothing: it was requested to try the endpoint.' } satisfies Record<
    DeliveredType,
    string
  >,
} satisfies NamedValues;

const settable = {
  active: 'It receives events.',
  disabled: 'It receives nothing; pending deliveries continue when it is active again.',
} satisfies Record<EndpointStatus, string>;

export const describedSettableStatus = {
  name: 'SettableWebhookEndpointStatus',
  meaning: 'Whether a webhook endpoint is to receive events.',
  values: settable,
} satisfies NamedValues;

export const describedEndpointStatus = {
  name: 'WebhookEndpointStatus',
  meaning: 'Whether a webhook endpoint receives events.',
  values: { ...settable, failing: 'It is active, but nothing has been delivered for a day though it was tried.' },
} satisfies NamedValues;

export const describedDisabledReason = {
  name: 'WebhookDisabledReason',
  meaning: 'Why the service disabled an endpoint.',
  values: {
    gone: 'It answered 410. Set its status to active to continue.',
  } satisfies Record<DisabledReason, string>,
} satisfies NamedValues;

export const describedDeliveryStatus = {
  name: 'WebhookDeliveryStatus',
  meaning: 'How far a delivery is.',
  values: {
    pending: 'It is tried, now or at the time of its next attempt.',
    delivered: 'The endpoint has taken it.',
    failed:
      'No attempt within 24 hours succeeded, or the endpoint answered 410; it is not tried again until redelivery is requested.',
  } satisfies Record<DeliveryStatus, string>,
} satisfies NamedValues;
