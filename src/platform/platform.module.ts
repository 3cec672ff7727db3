import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { FaultPoints } from './faults/fault-points.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MalwareScannerModule } from './malware-scanner/malware-scanner.module.js';
import { ObjectStoreModule } from './object-store/object-store.module.js';
import { type Ability, StoreCapabilities } from './object-store/store-capabilities.js';
import { StoreEvents } from './object-store/store-events.js';
import { Database } from './prisma/database.js';
import type { RoleUrls } from './prisma/roles.js';
import { TypeDetectionModule } from './type-detection/type-detection.module.js';

export interface PlatformOptions {
  database: RoleUrls;
  /** What the store is known to do before it was asked. */
  enforced: ReadonlySet<Ability>;
  storeEvents: StoreEvents;
}

/** How the product reaches the world: database, store, scanner, queue. Injectable everywhere. */
@Global()
@Module({})
export class PlatformModule {
  static with({ database, enforced, storeEvents }: PlatformOptions): DynamicModule {
    const databaseOf = (config: Config) => new Database({ ...database, poolSize: config.get('DATABASE_POOL_SIZE') });
    return {
      module: PlatformModule,
      imports: [JobsModule.with(database), ObjectStoreModule, MalwareScannerModule, TypeDetectionModule],
      providers: [
        FaultPoints,
        { provide: Database, inject: [Config], useFactory: databaseOf },
        { provide: StoreCapabilities, useValue: new StoreCapabilities(enforced) },
        { provide: StoreEvents, useValue: storeEvents },
      ],
      exports: [Database, FaultPoints, StoreCapabilities, StoreEvents],
    };
  }
}
