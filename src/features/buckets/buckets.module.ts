import { Module } from '@nestjs/common';
import { AdmissionPoliciesRepository } from './admission-policies.repository.js';
import { BucketsController } from './buckets.controller.js';
import { BucketsRepository } from './buckets.repository.js';
import { BucketsResolver } from './buckets.resolver.js';
import { BucketsService } from './buckets.service.js';
import { ManageBucketsService } from './manage-buckets.service.js';

@Module({
  controllers: [BucketsController],
  providers: [AdmissionPoliciesRepository, BucketsRepository, BucketsResolver, BucketsService, ManageBucketsService],
  exports: [AdmissionPoliciesRepository, BucketsService],
})
export class BucketsModule {}
