import { Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { BackgroundService } from '../../platform/background/background-service.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { regionOfQueue } from '../../platform/sqs/sqs-queue-url.js';
import { SqsReceiver } from '../../platform/sqs/sqs-receiver.js';
import { newObjectsInMessage } from './domain/event-message.js';
import { StorageEventErrors } from './domain/storage-events.errors.js';
import { CheckNewObjectsService } from './check-new-objects.service.js';

/** Storage events of an SQS queue, when one is configured. The queue's own policy says who may send. */
@BackgroundService({ name: 'storage-queue' })
export class StorageQueueService implements BackgroundService {
  private readonly logger = new Logger('StorageEvents');
  private readonly warning = new OccasionalWarning(this.logger);
  private receiver?: SqsReceiver;

  constructor(
    private readonly config: Config,
    private readonly objects: CheckNewObjectsService,
  ) {}

  start(): void {
    const queueUrl = this.config.get('STORAGE_EVENTS_SQS_URL');
    if (!queueUrl) return;
    const region = regionOfQueue(queueUrl) ?? this.config.get('AWS_S3_REGION_NAME');
    const handle = (body: string) => this.receive(body);
    this.receiver = new SqsReceiver({ queueUrl, region, credentials: this.credentials(), handle });
    this.receiver.start();
  }

  async stop(): Promise<void> {
    await this.receiver?.stop();
  }

  /** A message that cannot be read is deleted: it never can be, and the reconciler needs no event. */
  async receive(body: string): Promise<void> {
    try {
      await this.objects.check(newObjectsInMessage(body));
    } catch (error) {
      if (!StorageEventErrors.isUnreadable(error)) throw error;
      this.warning.warn(`Deleted a message that is no storage event: ${(error as Error).message}`);
    }
  }

  private credentials() {
    const accessKeyId = this.config.get('AWS_ACCESS_KEY_ID');
    const secretAccessKey = this.config.get('AWS_SECRET_ACCESS_KEY');
    if (!accessKeyId || !secretAccessKey) return undefined;
    return { accessKeyId, secretAccessKey, sessionToken: this.config.get('AWS_SESSION_TOKEN') };
  }
}
