import type { S3Client } from '@aws-sdk/client-s3';
import { outcomeOf, type RequestObserver } from './request-observer.js';

/** Observes every request of an SDK client, each attempt of its own. */
export function observeRequests(client: S3Client, observe: RequestObserver): void {
  client.middlewareStack.add(
    (next, { commandName = 'unknown' }) =>
      async (call) => {
        const operation = commandName.replace(/Command$/, '');
        try {
          const sent = await next(call);
          observe(operation, outcomeOf((sent.response as { statusCode: number }).statusCode));
          return sent;
        } catch (error) {
          observe(operation, (error as Error).name === 'AbortError' ? 'aborted' : 'failed');
          throw error;
        }
      },
    // The last step before the network, below the one that throws for a refusal.
    { step: 'deserialize', priority: 'low', name: 'observeRequests' },
  );
}
