import { Injectable } from '@nestjs/common';
import { BackgroundWork } from '../../platform/background/background-work.js';
import { Ticker } from '../../platform/background/ticker.js';
import { DownloadNotesRepository } from '../uploads/index.js';
import { QuarantineWorkService } from './work/quarantine-work.service.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Goes on with quarantines within a second, and forgets old download notes. */
@Injectable()
export class QuarantineLoop {
  constructor(work: QuarantineWorkService, downloads: DownloadNotesRepository, background: BackgroundWork) {
    background.add(
      new Ticker('Quarantine', SECOND, () => work.run()),
      new Ticker('DownloadNotes', MINUTE, () => downloads.forget(1000)),
    );
  }
}
