import type { DiscoveryService } from '@nestjs/core';
import { Handlers } from '../../src/platform/handlers/handlers.js';

/** The handlers of a process that provides exactly these instances of decorated classes. */
export function handlersOf(...instances: object[]): Handlers {
  const getProviders = ({ metadataKey }: { metadataKey: string }) =>
    instances
      .filter((instance) => Reflect.hasMetadata(metadataKey, instance.constructor))
      .map((instance) => ({ instance }));
  return new Handlers({ getProviders } as unknown as DiscoveryService);
}
