import { Config } from '../../../config/config.js';
import { BackgroundService } from '../../../platform/background/background-service.js';
import { HintedLoop } from '../../../platform/background/hinted-loop.js';
import { EventChannel } from '../../../platform/events/event-channel.js';
import { isMoveOfUpload } from '../../relay/index.js';
import { IngestionRunner } from './ingestion-runner.js';

/**
 * Keeps up to INGESTION_CONCURRENCY ingestions going while any document is due. A move of an upload, which the relay
 * reports to every process, may have made one due.
 */
@BackgroundService({ name: 'ingestion' })
export class IngestionLoop extends HintedLoop {
  constructor(runner: IngestionRunner, channel: EventChannel, config: Config) {
    super(channel, {
      name: 'Documents',
      size: config.get('INGESTION_CONCURRENCY'),
      runNext: (shutdown) => runner.runNext(shutdown),
      isHint: isMoveOfUpload,
    });
  }
}
