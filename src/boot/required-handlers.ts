import { BackgroundJob } from '../platform/background/background-job.js';
import { BackgroundService } from '../platform/background/background-service.js';
import type { HandlerDecorator, HandlerOptions } from '../platform/handlers/handler-decorator.js';
import { EventSource, RelaySubscriber } from '../features/relay/index.js';
import { BucketContent } from '../features/buckets/index.js';
import { ObjectLifecycle, TaskSource } from '../features/uploads/index.js';
import { WorkspaceContent } from '../features/workspaces/index.js';

/** Handlers by the role that must have them. Role `all` has every one. */
export interface RequiredHandlers {
  decorator: HandlerDecorator<HandlerOptions, unknown>;
  api?: readonly string[];
  worker?: readonly string[];
  /** In both roles. */
  both?: readonly string[];
}

const required = <Options extends HandlerOptions, Instance>(
  decorator: HandlerDecorator<Options, Instance>,
  names: Omit<RequiredHandlers, 'decorator'>,
): RequiredHandlers => ({ decorator: decorator as unknown as RequiredHandlers['decorator'], ...names });

/** What the product cannot do without. The start stops when one is missing, doubled, or in a process of the other role. */
export const requiredHandlers: readonly RequiredHandlers[] = [
  required(BackgroundJob, {
    api: ['store-survey'],
    worker: [
      'announcements',
      'audit',
      'deleted-webhooks',
      'download-notes',
      'erasure',
      'idempotency',
      'mail',
      'notifications',
      'parked-events',
      'partitions',
      'quarantine',
      'reconcile',
      'records',
      'relay',
      'retention',
      'scanner-presence',
      'sessions',
      'staging-limit',
      'trash',
      'upload-tokens',
      'upload-traces',
      'webhook-log',
    ],
  }),
  required(BackgroundService, {
    api: ['live', 'rights'],
    worker: ['images', 'ingestion', 'scans', 'storage-queue', 'webhooks'],
  }),
  required(RelaySubscriber, { worker: ['documents', 'notifications', 'webhooks'] }),
  required(EventSource, { both: ['announcements', 'uploads'] }),
  required(WorkspaceContent, { both: ['buckets', 'documents', 'uploads', 'webhooks'] }),
  required(BucketContent, { both: ['uploads'] }),
  required(ObjectLifecycle, { both: ['objects'] }),
  required(TaskSource, { both: ['documents', 'uploads'] }),
];
