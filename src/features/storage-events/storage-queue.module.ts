import { Module } from '@nestjs/common';
import { UploadsModule } from '../uploads/index.js';
import { LookAtObjectsService } from './look-at-objects.service.js';
import { StorageQueueService } from './storage-queue.service.js';

/** Storage events that workers take from a queue. */
@Module({ imports: [UploadsModule], providers: [LookAtObjectsService, StorageQueueService] })
export class StorageQueueModule {}
