import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type ConnectionOptions, setDefaultBackendFactory } from 'bullmq';
import { Config } from '../../config/config.js';
import { TimeoutClient } from '../prisma/connections/timeout-client.js';
import { serviceConnection } from '../prisma/connections/connection-options.js';
import { ROLES } from '../prisma/roles/roles.js';
import { HEALTH_QUEUE, JobsHealth } from './jobs-health.js';
import { createRetryingBackend } from './retrying-postgres.js';

/** A queue of hints needs few connections. */
const MOST_CONNECTIONS = 4;

/** Redis when REDIS_URL is set, else PostgreSQL. Chosen before any queue exists. */
function connectionTo(redisUrl: string | undefined, systemUrl: string): ConnectionOptions {
  if (redisUrl) {
    setDefaultBackendFactory();
    return { url: redisUrl, maxRetriesPerRequest: null, connectTimeout: 5_000 };
  }
  setDefaultBackendFactory(createRetryingBackend);
  return {
    // BullMQ creates a sequence per queue, which has to outlive the login.
    ...serviceConnection(systemUrl, ROLES.system),
    Client: TimeoutClient,
    max: MOST_CONNECTIONS,
  } as unknown as ConnectionOptions;
}

/** BullMQ for the whole process. Queues only ever carry hints: losing one loses nothing. */
@Global()
@Module({})
export class JobsModule {
  static with({ systemUrl }: { systemUrl: string }): DynamicModule {
    const root = BullModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({ connection: connectionTo(config.get('REDIS_URL'), systemUrl) }),
    });
    const imports = [root, BullModule.registerQueue({ name: HEALTH_QUEUE })];
    return { module: JobsModule, imports, providers: [JobsHealth], exports: [JobsHealth] };
  }
}
