import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.js';
import { UploadsModule } from '../uploads/index.js';
import { PartitionsRepository } from './partitions.repository.js';
import { RetentionSweep } from './retention-sweep.js';
import { Sweeper } from './sweeper.js';
import { TrashCollector } from './trash-collector.js';

@Module({
  imports: [BlobsModule, UploadsModule],
  providers: [PartitionsRepository, TrashCollector, RetentionSweep, Sweeper],
})
export class MaintenanceModule {}
