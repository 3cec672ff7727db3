import { Injectable } from '@nestjs/common';
import { BackgroundWork } from '../../platform/background/background-work.js';
import { Ticker } from '../../platform/background/ticker.js';
import { ReconcileService } from '../uploads/index.js';
import { SweepTurns } from './sweep-turns.repository.js';
import { TrashCollector } from './trash-collector.js';
import { WholeSweeps } from './whole-sweeps.js';

const SECOND_MS = 1_000;
/** How often a worker looks whether a whole sweep is due. */
const LOOK_MS = 5 * SECOND_MS;

/**
 * What must happen though nobody asks. Workers share what is taken row by row: unconfirmed bytes and the trash. What looks
 * at a whole table or store is one worker's turn at a time.
 */
@Injectable()
export class Sweeper {
  constructor(
    reconcile: ReconcileService,
    trash: TrashCollector,
    turns: SweepTurns,
    whole: WholeSweeps,
    background: BackgroundWork,
  ) {
    background.add(
      new Ticker('Reconciler', SECOND_MS, () => reconcile.run()),
      new Ticker('Trash', SECOND_MS, () => trash.collect()),
      ...whole.all.map(
        ({ name, everySeconds, work }) => new Ticker(name, LOOK_MS, () => turns.run(name, everySeconds, work)),
      ),
    );
  }
}
