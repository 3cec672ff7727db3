import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { HandlerCheck } from './boot/handler-check.js';
import { packageVersion } from './boot/package-file.js';
import type { EmbeddedParts, Runtime } from './boot/runtime.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { AuthGuard } from './edge/auth/auth.guard.js';
import { RightsModule } from './edge/auth/rights.module.js';
import { graphqlModule } from './edge/graphql/graphql.module.js';
import { NodeModule } from './edge/graphql/node/node.module.js';
import { IdempotencyModule } from './edge/idempotency/idempotency.module.js';
import { AuditModule, AuditWorkModule } from './features/audit/index.js';
import { AttachmentsModule } from './features/attachments/index.js';
import { RateLimitGuard } from './edge/rate-limits/rate-limit.guard.js';
import { RateLimitsModule } from './edge/rate-limits/rate-limits.module.js';
import { ChunksAndSearchModule, DocumentsModule, DocumentWorkModule } from './features/documents/index.js';
import { DirectModule, FilesModule, FormModule } from './features/files/index.js';
import { AcceptedIssuers, IdentityModule } from './features/identity/index.js';
import { ImagesModule, ImageWorkModule } from './features/images/index.js';
import { IngestionModule } from './features/ingestion/index.js';
import { LiveModule } from './features/live/index.js';
import { MaintenanceModule } from './features/maintenance/index.js';
import { NotificationsModule, NotificationWorkModule } from './features/notifications/index.js';
import { ObjectsModule } from './features/objects/index.js';
import { diskProbe, OperationsModule, PingProbe, QueueBoardModule, WorkerServer } from './features/operations/index.js';
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
import { StoreCapabilities } from './platform/object-store/store-capabilities.js';
import { StoreState } from './platform/object-store/store-state.js';
import { PlatformModule } from './platform/platform.module.js';
import { Database } from './platform/prisma/database.js';

/** The parts of `/health/ready`. A setting that is not set stands for an embedded part. */
const operationsOf = (settings: Settings, embedded: EmbeddedParts) =>
  OperationsModule.forRoot({
    version: packageVersion(),
    imports: [IdentityModule],
    inject: [Database, StoreState, StoreCapabilities, JobsHealth, MalwareScanner, AcceptedIssuers],
    useFactory: (
      database: Database,
      store: StoreState,
      capabilities: StoreCapabilities,
      queue: JobsHealth,
      scanner: MalwareScanner,
      issuers: AcceptedIssuers,
    ) => [
      new PingProbe('database', () => database.ping(), {
        noun: 'The database',
        setting: settings.DATABASE_URL && 'DATABASE_URL',
      }),
      new PingProbe('storage', (signal) => store.check(signal).then(() => capabilities.warning), {
        noun: 'The object store',
        setting: embedded.store ? undefined : 'S3_ENDPOINT',
      }),
      ...(embedded.store || embedded.database ? [diskProbe(settings.DATA_DIR)] : []),
      // Without the queue, hints are replaced by polls; without the scanner, files wait: neither makes the api unavailable.
      new PingProbe('queue', (signal) => queue.ping(signal), {
        noun: 'The queue',
        setting: settings.REDIS_URL && 'REDIS_URL',
        required: false,
      }),
      new PingProbe('scanner', (signal) => scanner.ping(signal), {
        noun: 'clamd',
        setting: 'CLAMD_URL',
        required: false,
      }),
      ...issuerProbe(settings, issuers),
    ],
  });

/** The issuer of tokens, where it publishes keys. A worker takes no tokens. Keys and own tokens work without it. */
const issuerProbe = ({ AIRLOCK_ROLE: role }: Settings, { keySet }: AcceptedIssuers) =>
  keySet && role !== 'worker'
    ? [
        new PingProbe('issuer', () => keySet.check(), {
          noun: 'The issuer of tokens',
          setting: 'JWT_JWKS_URL',
          required: false,
        }),
      ]
    : [];

const product = [
  AuditModule,
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
];
const background = [
  AuditWorkModule,
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
    const { settings, embedded } = runtime;
    const role = settings.AIRLOCK_ROLE;
    const apis =
      role === 'worker'
        ? []
        : [
            graphqlModule(settings),
            NodeModule,
            QueueBoardModule,
            StorageEventsModule,
            StoreAdminModule,
            LiveModule,
            TusModule,
          ];
    const work = role === 'api' ? [] : background;
    const servers = role === 'worker' ? [WorkerServer] : [];
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(settings),
        HandlersModule,
        PlatformModule.with(runtime),
        RightsModule,
        IdempotencyModule,
        RateLimitsModule,
        ...product,
        operationsOf(settings, embedded),
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
