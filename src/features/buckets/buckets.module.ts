import { Module } from '@nestjs/common';
import { BucketsRepository } from './buckets.repository.js';
import { BucketsService } from './buckets.service.js';

@Module({ providers: [BucketsRepository, BucketsService], exports: [BucketsService] })
export class BucketsModule {}
