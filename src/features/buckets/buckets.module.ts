import { Module } from '@nestjs/common';
import { HandlersModule } from '../../platform/handlers/handlers.module.js';
import { AuditModule } from '../audit/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { BucketsController } from './buckets.controller.js';
import { BucketsRepository } from './buckets.repository.js';
import { BucketsResolver } from './buckets.resolver.js';
import { BucketsService } from './buckets.service.js';
import { DefaultBucketsRepository } from './default-buckets.repository.js';
import { ManageBucketsService } from './manage-buckets.service.js';

@Module({
  imports: [AuditModule, HandlersModule, WorkspacesModule],
  controllers: [BucketsController],
  providers: [BucketsRepository, BucketsResolver, BucketsService, DefaultBucketsRepository, ManageBucketsService],
  exports: [BucketsService],
})
export class BucketsModule {}
