import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Ticker } from '../../platform/jobs/ticker.js';
import { DownloadNotesRepository } from '../uploads/index.js';
import { QuarantineWorkService } from './quarantine-work.service.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Goes on with quarantines within a second, and forgets old download notes. */
@Injectable()
export class QuarantineLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tickers: Ticker[];

  constructor(work: QuarantineWorkService, downloads: DownloadNotesRepository) {
    this.tickers = [
      new Ticker('Quarantine', SECOND, () => work.run()),
      new Ticker('DownloadNotes', MINUTE, () => downloads.forget(1000)),
    ];
  }

  onApplicationBootstrap(): void {
    for (const ticker of this.tickers) ticker.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tickers.map((ticker) => ticker.stop()));
  }
}
