import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.js';
import { UploadsModule } from '../uploads/index.js';
import { PartitionsRepository } from './partitions.repository.js';
import { SweepTurns } from './sweep-turns.repository.js';
import { Sweeper } from './sweeper.js';
import { TrashCollector } from './trash-collector.js';
import { WholeSweeps } from './whole-sweeps.js';

@Module({
  imports: [BlobsModule, UploadsModule],
  providers: [PartitionsRepository, SweepTurns, TrashCollector, WholeSweeps, Sweeper],
})
export class MaintenanceModule {}
