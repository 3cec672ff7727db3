import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { BackgroundModule } from './background/background.module.js';
import { CageModule } from './cage/cage.module.js';
import { EventChannel } from './events/event-channel.js';
import { PostgresEventChannel } from './events/postgres.event-channel.js';
import { RedisEventChannel } from './events/redis.event-channel.js';
import { FaultPoints } from './faults/fault-points.js';
import { ImageProcessingModule } from './image-processing/image-processing.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MalwareScannerModule } from './malware-scanner/malware-scanner.module.js';
import { DatabaseFigures } from './metrics/database-figures.js';
import { DatabaseGauges, showing } from './metrics/database-gauges.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { ObjectStoreModule } from './object-store/object-store.module.js';
import { type Ability, StoreCapabilities } from './object-store/store-capabilities.js';
import { ObjectStore } from './object-store/object-store.js';
import { StoreEvents } from './object-store/store-events.js';
import { StoreState } from './object-store/store-state.js';
import { Mailer } from './mail/mailer.js';
import { NoMailer, SmtpMailer } from './mail/smtp.mailer.js';
import { DnsResolver, SystemResolver } from './outgoing/host-resolver.js';
import { OutgoingHttp } from './outgoing/outgoing-http.js';
import { Database } from './prisma/database.js';
import { appliedMigrationFigure } from './prisma/migrations/applied-migration-figure.queries.js';
import { PoolMetrics } from './prisma/pool-metrics.js';
import type { RoleUrls } from './prisma/roles/roles.js';
import { TextExtractionModule } from './text-extraction/text-extraction.module.js';
import { TypeDetectionModule } from './type-detection/type-detection.module.js';

export interface PlatformOptions {
  database: RoleUrls;
  /** What the store is known to do before it was asked. */
  enforced: ReadonlySet<Ability>;
  storeEvents: StoreEvents;
  /** Where the embedded store keeps its files, if it is in this process. */
  storeDirectory?: string;
  /** The parts that this process keeps in DATA_DIR. */
  embedded: { database: boolean; store: boolean };
}

const CONNECT_MS = 5_000;

function outgoingHttp(config: Config): OutgoingHttp {
  const allowPrivate = config.get('WEBHOOK_ALLOW_PRIVATE_NETWORKS');
  const totalMs = config.get('WEBHOOK_TIMEOUT_SECONDS') * 1_000;
  const resolver = allowPrivate ? new SystemResolver() : new DnsResolver();
  return new OutgoingHttp(resolver, { allowPrivate, totalMs, connectMs: Math.min(CONNECT_MS, totalMs) });
}

function mailer(config: Config): Mailer {
  const url = config.get('SMTP_URL');
  return url === undefined ? new NoMailer() : new SmtpMailer(url, config.get('SMTP_FROM'));
}

/** How the product reaches the world: database, store, scanner, queue. Injectable everywhere. */
@Global()
@Module({})
export class PlatformModule {
  static with({ database, enforced, storeEvents, storeDirectory, embedded }: PlatformOptions): DynamicModule {
    const databaseOf = (config: Config) => new Database({ ...database, poolSize: config.get('DATABASE_POOL_SIZE') });
    const channelOf = (config: Config) => {
      const redisUrl = config.get('REDIS_URL');
      return redisUrl ? new RedisEventChannel(redisUrl) : new PostgresEventChannel(database.systemUrl);
    };
    const stateOf = (store: ObjectStore, config: Config) =>
      new StoreState(store, embedded.store ? config.get('DATA_DIR') : undefined);
    return {
      module: PlatformModule,
      imports: [
        BackgroundModule,
        CageModule,
        ImageProcessingModule,
        JobsModule.with(database),
        ObjectStoreModule.with(storeDirectory),
        MalwareScannerModule,
        MetricsModule,
        TextExtractionModule,
        TypeDetectionModule,
      ],
      providers: [
        DatabaseFigures,
        DatabaseGauges,
        FaultPoints,
        PoolMetrics,
        showing(appliedMigrationFigure),
        { provide: Database, inject: [Config], useFactory: databaseOf },
        { provide: EventChannel, inject: [Config], useFactory: channelOf },
        { provide: Mailer, inject: [Config], useFactory: mailer },
        { provide: OutgoingHttp, inject: [Config], useFactory: outgoingHttp },
        { provide: StoreCapabilities, useValue: new StoreCapabilities(enforced) },
        { provide: StoreEvents, useValue: storeEvents },
        { provide: StoreState, inject: [ObjectStore, Config], useFactory: stateOf },
      ],
      exports: [
        Database,
        DatabaseGauges,
        EventChannel,
        FaultPoints,
        Mailer,
        OutgoingHttp,
        StoreCapabilities,
        StoreEvents,
        StoreState,
      ],
    };
  }
}
