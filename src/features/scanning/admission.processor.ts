import { Processor, WorkerHost } from '@nestjs/bullmq';
import { ADMISSION_QUEUE } from '../uploads/index.js';
import { AdmissionLoop } from './admission-loop.js';

/** A hint arrived: somebody confirmed an upload. Which one is next is decided by the claim, not by the job. */
@Processor(ADMISSION_QUEUE, { concurrency: 8 })
export class AdmissionProcessor extends WorkerHost {
  constructor(private readonly loop: AdmissionLoop) {
    super();
  }

  async process(): Promise<void> {
    this.loop.wake();
  }
}
