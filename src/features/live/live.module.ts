import { Module } from '@nestjs/common';
import { GraphqlSockets } from '../../edge/graphql/sockets/graphql-sockets.js';
import { CallerSlots } from '../../edge/live/caller-slots.js';
import { Closing } from '../../edge/live/closing.js';
import { Connections } from '../../edge/live/connections.js';
import { RightsListener } from '../../edge/live/rights-listener.js';
import { DocumentIngestionModule, DocumentsModule } from '../documents/index.js';
import { RelayModule } from '../relay/index.js';
import { UploadsModule } from '../uploads/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { ActivityService } from './activity.service.js';
import { DocumentChangesService } from './document-changes.service.js';
import { LiveHub } from './live-hub.js';
import { LiveResolver } from './live.resolver.js';
import { UploadChangesService } from './upload-changes.service.js';
import { UploadEventsController } from './upload-events.controller.js';

/** Event streams over SSE and GraphQL subscriptions: for processes that answer requests. */
@Module({
  imports: [DocumentIngestionModule, DocumentsModule, RelayModule, UploadsModule, WorkspacesModule],
  controllers: [UploadEventsController],
  providers: [
    ActivityService,
    DocumentChangesService,
    CallerSlots,
    Closing,
    GraphqlSockets,
    LiveHub,
    LiveResolver,
    Connections,
    RightsListener,
    UploadChangesService,
  ],
})
export class LiveModule {}
