import { Module } from '@nestjs/common';
import { UsageController } from './usage.controller.js';
import { UsageRepository } from './usage.repository.js';
import { UsageResolver } from './usage.resolver.js';
import { UsageService } from './usage.service.js';

/** Shows what the ledger wrote. Nobody depends on it. */
@Module({
  controllers: [UsageController],
  providers: [UsageRepository, UsageResolver, UsageService],
})
export class UsageModule {}
