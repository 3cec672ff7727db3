// A relay in a process of its own, with one subscriber that writes its events to a table. Ends when nothing is
// left, or at the fault point that AIRLOCK_FAULT_AT names. RELAY_URLS: the two roles' connection strings, as JSON.
import { RelaySubscriber } from '../../src/features/relay/relay-subscriber.js';
import type { RelayedEvent } from '../../src/features/relay/relayed-event.js';
import type { Config } from '../../src/config/config.js';
import { FaultPoints } from '../../src/platform/faults/fault-points.js';
import { Database, type Tx } from '../../src/platform/prisma/database.js';
import { relayOn } from './relay.js';

const BATCH = 50;

@RelaySubscriber({ name: 'collector' })
class Collector implements RelaySubscriber {
  async take(tx: Tx, events: RelayedEvent[]): Promise<void> {
    for (const { resource, sequence, type } of events)
      await tx.$executeRaw`INSERT INTO kept (resource_id, sequence, type) VALUES (${resource.id}, ${sequence}, ${type})`;
  }
}

const urls = JSON.parse(process.env.RELAY_URLS!) as { appUrl: string; systemUrl: string };
const database = new Database({ ...urls, poolSize: 2 });
const faults = new FaultPoints({ get: () => process.env.AIRLOCK_FAULT_AT } as unknown as Config);
const { relay } = relayOn(database, urls.systemUrl, [new Collector()], faults);
// While another relays there may be more, as long as it lives.
for (let told = await relay.publish(BATCH); told === null || told.length > 0; told = await relay.publish(BATCH));
await database.onApplicationShutdown();
