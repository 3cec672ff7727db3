import type { Config } from '../../src/config/config.js';
import { readSettings } from '../../src/config/read-settings.js';
import type { SettingName } from '../../src/config/settings.js';
import { EndpointDeliverer } from '../../src/features/webhooks/endpoint-deliverer.js';
import { EndpointLeasesRepository } from '../../src/features/webhooks/endpoint-leases.repository.js';
import { EndpointsRepository } from '../../src/features/webhooks/endpoints.repository.js';
import { NewDeliveriesRepository } from '../../src/features/webhooks/new-deliveries.repository.js';
import { WebhookCaller } from '../../src/features/webhooks/webhook-caller.js';
import { WebhookMetrics } from '../../src/features/webhooks/webhook-metrics.js';
import { WebhookSender } from '../../src/features/webhooks/webhook-sender.js';
import { FaultPoints } from '../../src/platform/faults/fault-points.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { SystemResolver } from '../../src/platform/outgoing/host-resolver.js';
import { OutgoingHttp } from '../../src/platform/outgoing/outgoing-http.js';
import { relayOn } from './relay.js';
import type { productDatabase } from './tenant.js';

type TestSetup = Awaited<ReturnType<typeof productDatabase>>;

/** The settings as the product reads them from these variables. */
export function configOf(variables: Record<string, string> = {}): Config {
  const settings = readSettings({ AIRLOCK_SECRET: 'a secret of the tests, long enough for it', ...variables });
  return { get: (name: SettingName) => settings[name] } as unknown as Config;
}

/** Everything between an event and its delivery, on a database of the test. */
export function webhooksOn({ database, test }: TestSetup, variables: Record<string, string> = {}, totalMs = 10_000) {
  const config = configOf(variables);
  const faults = new FaultPoints(config);
  const subscriber = new NewDeliveriesRepository();
  const outgoing = new OutgoingHttp(new SystemResolver(), { allowPrivate: true, totalMs, connectMs: totalMs });
  const leases = new EndpointLeasesRepository(database);
  const deliverer = new EndpointDeliverer(
    leases,
    new WebhookCaller(outgoing, config),
    faults,
    new WebhookMetrics(new Metrics()),
    config,
  );
  return {
    subscriber,
    relay: relayOn(database, test.systemUrl, [subscriber], faults).relay,
    endpoints: new EndpointsRepository(database),
    leases,
    deliverer,
    sender: () => new WebhookSender(deliverer, config),
  };
}
