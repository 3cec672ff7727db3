import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { EventChannel } from './events/event-channel.js';
import { PostgresEventChannel } from './events/postgres.event-channel.js';
import { RedisEventChannel } from './events/redis.event-channel.js';
import { FaultPoints } from './faults/fault-points.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MalwareScannerModule } from './malware-scanner/malware-scanner.module.js';
import { ObjectStoreModule } from './object-store/object-store.module.js';
import { StoreCapabilities } from './object-store/store-capabilities.js';
import { StoreEvents } from './object-store/store-events.js';
import type { Guarantee } from './object-store/url-signer.js';
import { Database } from './prisma/database.js';
import type { RoleUrls } from './prisma/roles.js';
import { TypeDetectionModule } from './type-detection/type-detection.module.js';

export interface PlatformOptions {
  database: RoleUrls;
  enforced: ReadonlySet<Guarantee>;
  storeEvents: StoreEvents;
}

/** How the product reaches the world: database, store, scanner, queue. Injectable everywhere. */
@Global()
@Module({})
export class PlatformModule {
  static with({ database, enforced, storeEvents }: PlatformOptions): DynamicModule {
    const databaseOf = (config: Config) => new Database({ ...database, poolSize: config.get('DATABASE_POOL_SIZE') });
    const channelOf = (config: Config) => {
      const redisUrl = config.get('REDIS_URL');
      return redisUrl ? new RedisEventChannel(redisUrl) : new PostgresEventChannel(database.systemUrl);
    };
    return {
      module: PlatformModule,
      imports: [JobsModule.with(database), ObjectStoreModule, MalwareScannerModule, TypeDetectionModule],
      providers: [
        FaultPoints,
        { provide: Database, inject: [Config], useFactory: databaseOf },
        { provide: EventChannel, inject: [Config], useFactory: channelOf },
        { provide: StoreCapabilities, useValue: new StoreCapabilities(enforced) },
        { provide: StoreEvents, useValue: storeEvents },
      ],
      exports: [Database, EventChannel, FaultPoints, StoreCapabilities, StoreEvents],
    };
  }
}
