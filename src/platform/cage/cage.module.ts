import { Global, Module } from '@nestjs/common';
import { TemporaryFilesModule } from '../temporary-files/temporary-files.module.js';
import { Cage } from './cage.js';
import { CageMetrics } from './cage-metrics.js';
import { ProcessCage } from './process.cage.js';

/** Starts no process before the first job: a role that has none pays nothing. */
@Global()
@Module({
  imports: [TemporaryFilesModule],
  providers: [CageMetrics, { provide: Cage, useClass: ProcessCage }],
  exports: [Cage],
})
export class CageModule {}
