import { Global, Module } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { TemporaryFiles } from '../temporary-files/temporary-files.js';
import { TemporaryFilesModule } from '../temporary-files/temporary-files.module.js';
import { Cage } from './cage.js';
import { CageMetrics } from './cage-metrics.js';
import { ProcessCage } from './process.cage.js';

/** Starts no process before the first job: a role that has none pays nothing. */
@Global()
@Module({
  imports: [TemporaryFilesModule],
  providers: [
    CageMetrics,
    {
      provide: Cage,
      inject: [TemporaryFiles, CageMetrics, Config],
      useFactory: (files: TemporaryFiles, metrics: CageMetrics, config: Config) =>
        new ProcessCage(files, metrics, {
          scanning: config.get('CAGE_PROCESSES'),
          ingestion: config.get('CAGE_PROCESSES'),
          images: config.get('IMAGE_PROCESSES'),
        }),
    },
  ],
  exports: [Cage],
})
export class CageModule {}
