import { Config } from '../../../config/config.js';
import { BackgroundService } from '../../../platform/background/background-service.js';
import { HintedLoop } from '../../../platform/background/hinted-loop.js';
import { EventChannel } from '../../../platform/events/event-channel.js';
import { isMoveOfUpload } from '../../relay/index.js';
import { ImageRunner } from './image-runner.js';

/**
 * Decodes up to IMAGE_PROCESSES pictures at a time while any is due. A move of an upload, which the relay reports to every
 * process, may have made one due.
 */
@BackgroundService({ name: 'images' })
export class ImagesLoop extends HintedLoop {
  constructor(runner: ImageRunner, channel: EventChannel, config: Config) {
    super(channel, {
      name: 'Pictures',
      size: config.get('IMAGE_PROCESSES'),
      runNext: (shutdown) => runner.runNext(shutdown),
      isHint: isMoveOfUpload,
    });
  }
}
