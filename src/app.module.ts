import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { HandlerCheck } from './boot/handler-check.js';
import type { Runtime } from './boot/runtime.js';
import { ConfigModule } from './config/config.module.js';
import { AuthGuard } from './edge/auth/auth.guard.js';
import { graphqlModule } from './edge/graphql/graphql.module.js';
import { IdempotencyModule } from './edge/idempotency/idempotency.module.js';
import { AttachmentsModule } from './features/attachments/index.js';
import { RateLimitGuard } from './edge/rate-limits/rate-limit.guard.js';
import { RateLimitsModule } from './edge/rate-limits/rate-limits.module.js';
import { ChunksAndSearchModule, DocumentsModule, DocumentWorkModule } from './features/documents/index.js';
import { DirectModule, FilesModule, FormModule } from './features/files/index.js';
import { ImagesModule, ImageWorkModule } from './features/images/index.js';
import { IngestionModule } from './features/ingestion/index.js';
import { LiveModule } from './features/live/index.js';
import { MaintenanceModule } from './features/maintenance/index.js';
import { NotificationsModule, NotificationWorkModule } from './features/notifications/index.js';
import { ObjectsModule } from './features/objects/index.js';
import { OperationsModule, PingProbe, WorkerServer } from './features/operations/index.js';
import { QuarantineModule, QuarantineWorkModule } from './features/quarantine/index.js';
import { RelayWorkModule } from './features/relay/index.js';
import { ScanningModule } from './features/scanning/index.js';
import { StorageEventsModule, StorageQueueModule } from './features/storage-events/index.js';
import { StoreAdminModule } from './features/store-admin/index.js';
import { UploadTokensModule } from './features/upload-tokens/index.js';
import { TusModule, UploadsModule, UppyModule } from './features/uploads/index.js';
import { UsageModule } from './features/usage/index.js';
import { WebhooksModule, WebhookWorkModule } from './features/webhooks/index.js';
import { WorkspacesModule } from './features/workspaces/index.js';
import { Handlers } from './platform/handlers/handlers.js';
import { HandlersModule } from './platform/handlers/handlers.module.js';
import { JobsHealth } from './platform/jobs/jobs-health.js';
import { MalwareScanner } from './platform/malware-scanner/malware-scanner.js';
import { ObjectStore } from './platform/object-store/object-store.js';
import { StoreCapabilities } from './platform/object-store/store-capabilities.js';
import { PlatformModule } from './platform/platform.module.js';
import { Database } from './platform/prisma/database.js';

const operations = OperationsModule.forRoot({
  inject: [Database, ObjectStore, StoreCapabilities, JobsHealth, MalwareScanner],
  useFactory: (
    database: Database,
    store: ObjectStore,
    capabilities: StoreCapabilities,
    queue: JobsHealth,
    scanner: MalwareScanner,
  ) => [
    new PingProbe('database', () => database.ping()),
    new PingProbe('storage', (signal) => store.ping(signal).then(() => capabilities.warning)),
    // Without the queue, hints are replaced by polls; without the scanner, files wait: neither makes the api unavailable.
    new PingProbe('queue', () => queue.ping(), false),
    new PingProbe('scanner', (signal) => scanner.ping(signal), false),
  ],
});

const product = [
  WorkspacesModule,
  UploadTokensModule,
  UploadsModule,
  UppyModule,
  ObjectsModule,
  ImagesModule,
  FilesModule,
  DirectModule,
  AttachmentsModule,
  FormModule,
  ChunksAndSearchModule,
  DocumentsModule,
  QuarantineModule,
  UsageModule,
  WebhooksModule,
  NotificationsModule,
  operations,
];
const background = [
  ScanningModule,
  ImageWorkModule,
  IngestionModule,
  QuarantineWorkModule,
  RelayWorkModule,
  MaintenanceModule,
  StorageQueueModule,
  WebhookWorkModule,
  NotificationWorkModule,
  DocumentWorkModule,
];

/** The modules of a role: the api serves requests, a worker does background work, `all` does both. */
@Module({})
export class AppModule {
  static with(runtime: Runtime): DynamicModule {
    const { settings } = runtime;
    const role = settings.AIRLOCK_ROLE;
    const apis =
      role === 'worker' ? [] : [graphqlModule(settings), StorageEventsModule, StoreAdminModule, LiveModule, TusModule];
    const work = role === 'api' ? [] : background;
    const servers = role === 'worker' ? [WorkerServer] : [];
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(settings),
        HandlersModule,
        PlatformModule.with(runtime),
        IdempotencyModule,
        RateLimitsModule,
        ...product,
        ...apis,
        ...work,
      ],
      providers: [
        ...servers,
        // In this order: the caller, then its rate.
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        {
          provide: HandlerCheck,
          inject: [Handlers],
          useFactory: (handlers: Handlers) => new HandlerCheck(handlers, role),
        },
      ],
    };
  }
}
