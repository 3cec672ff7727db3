import { describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { handlersOf } from '../../test/support/handlers.js';
import { BackgroundJob } from '../platform/background/background-job.js';
import { Handlers } from '../platform/handlers/handlers.js';
import { HandlersModule } from '../platform/handlers/handlers.module.js';
import { HandlerCheck } from './handler-check.js';
import type { RequiredHandlers } from './required-handlers.js';

// All that a newcomer writes for a job: this class, and its line among the providers of a module.
@BackgroundJob({ name: 'thumbnails', intervalMs: 1_000, batch: 10, leaseSeconds: 0 })
class ThumbnailsJob implements BackgroundJob {
  async run(): Promise<boolean> {
    return false;
  }
}

@BackgroundJob({ name: 'thumbnails', intervalMs: 5_000, batch: 1, leaseSeconds: 0 })
class OtherThumbnailsJob extends ThumbnailsJob {}

const table = [
  { decorator: BackgroundJob as unknown as RequiredHandlers['decorator'], worker: ['thumbnails'], api: ['live'] },
];
const check = (role: 'api' | 'worker' | 'all', ...instances: object[]) =>
  new HandlerCheck(handlersOf(...instances), role, table).onModuleInit();

@BackgroundJob({ name: 'live', intervalMs: 1_000, batch: 10, leaseSeconds: 0 })
class LiveJob extends ThumbnailsJob {}

describe('the handlers of a process', () => {
  it('may start when its role has each of them once', () => {
    expect(() => check('worker', new ThumbnailsJob())).not.toThrow();
    expect(() => check('api', new LiveJob())).not.toThrow();
    expect(() => check('all', new ThumbnailsJob(), new LiveJob())).not.toThrow();
  });

  it('stop the start when one is missing', () => {
    expect(() => check('worker')).toThrow('"thumbnails" is missing: no module of role worker provides its class');
  });

  it('stop the start when one is doubled', () => {
    const both = [new ThumbnailsJob(), new OtherThumbnailsJob()];
    expect(() => check('worker', ...both)).toThrow('"thumbnails" is provided twice: ThumbnailsJob, OtherThumbnailsJob');
  });

  it('stop the start when one is in the wrong role', () => {
    const both = [new ThumbnailsJob(), new LiveJob()];
    expect(() => check('worker', ...both)).toThrow('"live" (LiveJob) must not run in role worker');
    expect(() => check('api', ...both)).toThrow('"thumbnails" (ThumbnailsJob) must not run in role api');
  });

  it('are named all at once', () => {
    expect(() => check('all')).toThrow(/"live" is missing.*\n.*"thumbnails" is missing/);
  });
});

describe('a class with the decorator', () => {
  const started = async (...providers: (typeof ThumbnailsJob)[]) => {
    @Module({
      imports: [HandlersModule],
      providers: [
        ...providers,
        {
          provide: HandlerCheck,
          inject: [Handlers],
          useFactory: (all: Handlers) => new HandlerCheck(all, 'worker', table),
        },
      ],
    })
    class ProductModule {}
    const app = await Test.createTestingModule({ imports: [ProductModule] }).compile();
    await app.init();
    return app;
  };

  it('is found among the providers', async () => {
    const app = await started(ThumbnailsJob);
    expect(app.get(Handlers).of(BackgroundJob)).toMatchObject([{ name: 'thumbnails', className: 'ThumbnailsJob' }]);
    await app.close();
  });

  it('stops the start when it is not among them, or twice', async () => {
    await expect(started()).rejects.toThrow('The background job "thumbnails" is missing');
    await expect(started(ThumbnailsJob, OtherThumbnailsJob)).rejects.toThrow('"thumbnails" is provided twice');
  });
});
