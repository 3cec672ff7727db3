import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type ConnectionOptions, setDefaultBackendFactory } from 'bullmq';
import { Config } from '../../config/config.js';
import { HEALTH_QUEUE, JobsHealth } from './jobs-health.js';
import { createPatientBackend } from './patient-postgres.js';

/** A queue of hints needs few connections, and nobody waits long for a hint. */
const POSTGRES = { max: 4, connectionTimeoutMillis: 5_000, query_timeout: 10_000, keepAlive: true };

/** Redis when REDIS_URL is set, else PostgreSQL. Chosen before any queue exists. */
function connectionTo(redisUrl: string | undefined, systemUrl: string): ConnectionOptions {
  if (redisUrl) {
    setDefaultBackendFactory();
    return { url: redisUrl, maxRetriesPerRequest: null, connectTimeout: 5_000 };
  }
  setDefaultBackendFactory(createPatientBackend);
  return { connectionString: systemUrl, ...POSTGRES } as unknown as ConnectionOptions;
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
