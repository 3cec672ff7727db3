import { Module } from '@nestjs/common';
import { CallerSlots } from '../../edge/live/caller-slots.js';
import { Closing } from '../../edge/live/closing.js';
import { UploadsModule } from '../uploads/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { LiveEventsRepository } from './live-events.repository.js';
import { LiveHub } from './live-hub.js';
import { UploadChangesService } from './upload-changes.service.js';
import { UploadEventsController } from './upload-events.controller.js';

/** Those who wait to be told, over SSE and GraphQL subscriptions. For processes that answer requests. */
@Module({
  imports: [UploadsModule, WorkspacesModule],
  controllers: [UploadEventsController],
  providers: [CallerSlots, Closing, LiveEventsRepository, LiveHub, UploadChangesService],
})
export class LiveModule {}
