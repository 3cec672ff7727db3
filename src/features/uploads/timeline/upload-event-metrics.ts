import { Injectable } from '@nestjs/common';
import { defineCounter } from '../../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { PublishedEvents, type RelayedEvent } from '../../relay/index.js';
import { reasonWord, rejectionReasons } from '../domain/rejection-reasons.js';
import { type Transition, uploadTransitions } from '../domain/upload-states.js';

const transitions: Transition[] = Object.values(uploadTransitions);
const events = ['created', ...new Set(transitions.flatMap(({ publishes }) => publishes ?? []))];

const uploadEvents = defineCounter({
  name: 'airlock_upload_events_total',
  help: 'What happened to uploads, whichever process and API did it, by event. Counted where the event is published.',
  labels: { event: events },
});
const uploadsRejected = defineCounter({
  name: 'airlock_uploads_rejected_total',
  help: 'Uploads that were rejected, by reason.',
  labels: { reason: rejectionReasons },
});

/** Counts the moves of uploads by their events: each is published once, by one process. */
@Injectable()
export class UploadEventMetrics {
  private readonly events;
  private readonly rejected;

  constructor(metrics: Metrics, published: PublishedEvents) {
    this.events = metrics.counter(uploadEvents);
    this.rejected = metrics.counter(uploadsRejected);
    published.subscribe((events) => events.forEach((event) => this.count(event)));
  }

  private count({ type, resource, detail }: RelayedEvent): void {
    if (resource.kind !== 'upload') return;
    this.events.inc({ event: type.replace(/^upload\./, '') });
    if (type === 'upload.rejected') this.rejected.inc({ reason: reasonWord(detail) });
  }
}
