import { Module } from '@nestjs/common';
import { UploadsModule } from '../uploads/index.js';
import { CheckNewObjectsService } from './check-new-objects.service.js';
import { StorageQueueService } from './storage-queue.service.js';

/** Storage events that workers take from a queue. */
@Module({ imports: [UploadsModule], providers: [CheckNewObjectsService, StorageQueueService] })
export class StorageQueueModule {}
