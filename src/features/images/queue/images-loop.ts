import { Config } from '../../../config/config.js';
import { BackgroundService, type Measure } from '../../../platform/background/background-service.js';
import { WorkPool } from '../../../platform/background/work-pool.js';
import { EventChannel, type Subscriber, type Subscription } from '../../../platform/events/event-channel.js';
import { isMoveOfUpload } from '../../relay/index.js';
import { ImageRunner } from './image-runner.js';

/**
 * Decodes up to IMAGE_PROCESSES pictures at a time while any is due. A move of an upload, which the relay reports to every
 * process, may have made one due.
 */
@BackgroundService({ name: 'images' })
export class ImagesLoop implements BackgroundService, Subscriber {
  private readonly pool: WorkPool;
  private subscription?: Subscription;

  constructor(
    runner: ImageRunner,
    private readonly channel: EventChannel,
    config: Config,
  ) {
    const size = config.get('IMAGE_PROCESSES');
    this.pool = new WorkPool({ name: 'Pictures', size, runNext: (shutdown) => runner.runNext(shutdown) });
  }

  start(measure: Measure): void {
    this.subscription = this.channel.subscribe(this);
    this.pool.start(measure);
  }

  onMessage(message: string): void {
    if (isMoveOfUpload(message)) this.pool.wake();
  }

  onOpen(): void {
    this.pool.wake();
  }

  async stop(): Promise<void> {
    await Promise.all([this.subscription?.close(), this.pool.stop()]);
  }
}
