import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import { launch } from '../../src/boot/launch.js';
import { prepareRuntime } from '../../src/boot/runtime.js';
import { readSettings } from '../../src/config/read-settings.js';
import { RefusalLog } from '../../src/edge/audit/refusal-log.js';
import { configureHttp } from '../../src/edge/http/configure-http.js';
import { createHttpAdapter } from '../../src/edge/http/http-adapter.js';
import { StagedBytes } from '../../src/features/uploads/confirmation/staged-bytes.js';
import { ConfirmUploadService, TerminationService, ReconcileService } from '../../src/features/uploads/index.js';
import { ReconcileRepository } from '../../src/features/uploads/confirmation/reconcile.repository.js';
import { Bootstrap } from '../../src/features/workspaces/index.js';
import { SnsHttp } from '../../src/platform/sns/sns-http.js';
import { ROOT_KEY } from './airlock.js';
import { Api, type Json } from './api.js';
import { type ExternalParts, startExternalParts } from './resilience/external-parts.js';
import { SnsDouble, TOPIC } from './sns.js';
import { create, put, type TestFile } from './walk.js';

export const EVENTS_TOKEN = 'the-token-that-the-store-sends-with-its-events';

/** Airlock in this process, on a store without events. The reconciler runs only when a test calls it. */
export interface EventApp {
  app: INestApplication;
  api: Api;
  parts: ExternalParts;
  sns: SnsDouble;
  bucket: string;
  reconcile(): Promise<boolean>;
  /** An upload whose bytes are in the store and that was not confirmed. */
  sent(file: TestFile): Promise<{ id: string; key: string; created: Json }>;
  close(): Promise<void>;
}

export async function startEventApp(env: Record<string, string> = {}): Promise<EventApp> {
  const parts = await startExternalParts();
  const given = {
    ...{ STORAGE_EVENTS_TOKEN: EVENTS_TOKEN, STORAGE_EVENTS_SNS_TOPICS: TOPIC, BOOTSTRAP_API_KEY: ROOT_KEY },
    RATE_LIMIT_PER_MINUTE: '1000000',
  };
  const settings = readSettings({ ...parts.env, ...given, ...env, PORT: '0' });
  const runtime = await prepareRuntime(settings, await launch(settings));
  const sns = new SnsDouble();
  const testing = await Test.createTestingModule({ imports: [AppModule.with(runtime)] })
    .overrideProvider(SnsHttp)
    .useValue(sns)
    .overrideProvider(ReconcileService)
    .useValue({ run: async () => false })
    .compile();
  const app = testing.createNestApplication<NestFastifyApplication>(createHttpAdapter(runtime.settings), {
    logger: ['fatal'],
  });
  await configureHttp(app, runtime.settings, app.get(RefusalLog, { strict: false }));
  await app.init();
  await app.get(Bootstrap, { strict: false }).run({ apiKey: ROOT_KEY });
  await app.listen(0, '127.0.0.1');
  const api = new Api(await app.getUrl());
  const sent = async (file: TestFile) => {
    const created = await create(api, file);
    await put(created, file.bytes);
    const key = decodeURIComponent(new URL(created.presigned_url).pathname.split('/').slice(2).join('/'));
    return { id: created.upload_id as string, key, created };
  };
  const part = <T>(type: abstract new (...args: never[]) => T) => app.get<T>(type, { strict: false });
  const reconciler = new ReconcileService(
    part(ReconcileRepository),
    part(StagedBytes),
    part(ConfirmUploadService),
    part(TerminationService),
  );
  const reconcile = () => reconciler.run();
  const close = async () => {
    await app.close();
    await runtime.stop();
    await parts.stop();
  };
  return { app, api, parts, sns, bucket: runtime.settings.AWS_STORAGE_BUCKET_NAME!, reconcile, sent, close };
}
