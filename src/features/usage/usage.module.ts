import { Module } from '@nestjs/common';
import { BucketNamesRepository } from '../buckets/index.js';
import { OpenReservationsRepository } from '../uploads/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { UsageController } from './usage.controller.js';
import { UsageResolver } from './usage.resolver.js';
import { UsageService } from './usage.service.js';

/** Reports what organizations use. No other feature imports it. */
@Module({
  imports: [WorkspacesModule],
  controllers: [UsageController],
  providers: [BucketNamesRepository, OpenReservationsRepository, UsageResolver, UsageService],
})
export class UsageModule {}
