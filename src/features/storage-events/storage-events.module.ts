import { Module } from '@nestjs/common';
import { SnsModule } from '../../platform/sns/sns.module.js';
import { UploadsModule } from '../uploads/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { CheckNewObjectsService } from './check-new-objects.service.js';
import { ReceiveEventsService } from './receive-events.service.js';
import { SnsMessagesService } from './sns-messages.service.js';
import { StorageEventsController } from './storage-events.controller.js';

/** Storage events that are posted to the api. */
@Module({
  imports: [SnsModule, UploadsModule, WorkspacesModule],
  controllers: [StorageEventsController],
  providers: [CheckNewObjectsService, ReceiveEventsService, SnsMessagesService],
})
export class StorageEventsModule {}
