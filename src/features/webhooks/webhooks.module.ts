import { Module } from '@nestjs/common';
import { showing } from '../../platform/metrics/database-gauges.js';
import { AuditModule } from '../audit/index.js';
import { RelayModule } from '../relay/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { DeletedEndpointsJob } from './deleted-endpoints.job.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveriesResolver } from './deliveries.resolver.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryExpiryJob } from './delivery-expiry.job.js';
import { EndpointDeliverer } from './endpoint-deliverer.js';
import { EndpointLeasesRepository } from './endpoint-leases.repository.js';
import { EndpointsController } from './endpoints.controller.js';
import { EndpointsRepository } from './endpoints.repository.js';
import { EndpointsResolver } from './endpoints.resolver.js';
import { EndpointsService } from './endpoints.service.js';
import { NewDeliveriesRepository } from './new-deliveries.repository.js';
import { RemoveWorkspaceWebhooks } from './remove-workspace-webhooks.js';
import { waitingDeliveriesFigure } from './waiting-deliveries-figure.queries.js';
import { TestEventsService } from './testing/test-events.service.js';
import { WebhookCaller } from './webhook-caller.js';
import { WebhookMetrics } from './webhook-metrics.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookSweepRepository } from './webhook-sweep.repository.js';

/** Webhook endpoints and their delivery log, for administrators. */
@Module({
  imports: [AuditModule, WorkspacesModule],
  controllers: [DeliveriesController, EndpointsController],
  providers: [
    DeliveriesRepository,
    DeliveriesResolver,
    DeliveriesService,
    EndpointsRepository,
    EndpointsResolver,
    EndpointsService,
    RemoveWorkspaceWebhooks,
    TestEventsService,
    WebhookSweepRepository,
    showing(waitingDeliveriesFigure),
  ],
})
export class WebhooksModule {}

/** Creates, sends and deletes deliveries: for processes that do background work. */
@Module({
  imports: [RelayModule],
  providers: [
    DeletedEndpointsJob,
    DeliveryExpiryJob,
    EndpointDeliverer,
    EndpointLeasesRepository,
    NewDeliveriesRepository,
    WebhookCaller,
    WebhookMetrics,
    WebhookSender,
    WebhookSweepRepository,
  ],
})
export class WebhookWorkModule {}
