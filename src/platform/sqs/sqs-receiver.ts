import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type Message, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import { shutdownDeadlines } from '../background/shutdown-deadlines.js';
import { OccasionalWarning } from '../background/occasional-warning.js';

/** Longer than the handling of any message; until then no other receiver gets it. */
const VISIBILITY_SECONDS = 60;
const HANDLING_MS = 45_000;
const WAIT_SECONDS = 20;
const ANSWER_MS = (WAIT_SECONDS + 10) * 1_000;
const MOST_MESSAGES = 10;

export interface SqsReceiverOptions {
  queueUrl: string;
  region: string;
  /** Without them the SDK's default credential chain is used. */
  credentials?: SQSClientConfig['credentials'];
  /** Resolves: the message is deleted. Rejects: it is delivered again, with a growing delay. */
  handle(body: string): Promise<void>;
  /** Milliseconds before the n-th try after failures in a row. */
  retryMs?: (failures: number) => number;
  /** Seconds before a message that failed for the n-th time is delivered again. */
  redeliverySeconds?: (times: number) => number;
}

const doubling = (first: number, most: number) => (n: number) => Math.min(most, first * 2 ** Math.min(n - 1, 16));

/** Receives messages by long polling. Each is deleted only after it was handled. Retries while the queue is unavailable. */
export class SqsReceiver {
  private readonly warning = new OccasionalWarning(new Logger('Sqs'));
  private readonly stopping = new AbortController();
  private readonly client: SQSClient;
  private readonly consumer: Consumer;
  private failures = 0;
  private isReceiving = false;

  constructor(private readonly options: SqsReceiverOptions) {
    this.client = clientFor(options);
    this.consumer = Consumer.create(this.consumerOptions());
    this.consumer.on('error', (error, message) => this.onError(error, message === undefined));
    for (const event of ['processing_error', 'timeout_error'] as const)
      this.consumer.on(event, (error) => this.warning.warn(`A message will be delivered again: ${error.message}`));
  }

  start(): void {
    this.consumer.start();
  }

  /** Stops polling, and waits a limited time for the messages that are being handled. */
  async stop(): Promise<void> {
    this.stopping.abort();
    // Aborting also cancels deletions, so only a poll without a response is aborted.
    this.consumer.stop({ abort: this.isReceiving });
    const deadline = performance.now() + shutdownDeadlines.finishMs;
    while (this.consumer.status.isPolling && performance.now() < deadline) await pause(20);
    this.client.destroy();
  }

  private consumerOptions(): Parameters<typeof Consumer.create>[0] {
    const { queueUrl, handle, redeliverySeconds = doubling(5, 900) } = this.options;
    return {
      ...{ queueUrl, sqs: this.client, batchSize: MOST_MESSAGES, strictReturn: true, suppressFifoWarning: true },
      ...{ waitTimeSeconds: WAIT_SECONDS, visibilityTimeout: VISIBILITY_SECONDS, handleMessageTimeout: HANDLING_MS },
      messageSystemAttributeNames: ['ApproximateReceiveCount'],
      terminateVisibilityTimeout: ([message]) => redeliverySeconds(timesReceived(message)),
      // The pauses of beforeReceiving() replace the library's fixed pause after authentication errors.
      authenticationErrorTimeout: 0,
      preReceiveMessageCallback: () => this.beforeReceiving(),
      postReceiveMessageCallback: async () => {
        this.isReceiving = false;
        this.failures = 0;
      },
      handleMessage: async (message) => {
        await handle(message.Body ?? '');
        return message;
      },
    };
  }

  private async beforeReceiving(): Promise<void> {
    const { retryMs = doubling(1_000, 30_000) } = this.options;
    const { signal } = this.stopping;
    if (this.failures > 0)
      await pause(retryMs(this.failures), undefined, { signal, ref: false }).catch(() => undefined);
    this.isReceiving = true;
  }

  private onError(error: Error, whileReceiving: boolean): void {
    if (whileReceiving) {
      this.isReceiving = false;
      this.failures++;
    }
    if (!this.stopping.signal.aborted) this.warning.warn(`Trying again later: ${error.message}`);
  }
}

const timesReceived = (message: Message | undefined) => Number(message?.Attributes?.ApproximateReceiveCount ?? 1);

function clientFor({ queueUrl, region, credentials }: SqsReceiverOptions): SQSClient {
  // The endpoint is set although the URL has it: the SDK warns on every call of a queue outside of AWS otherwise.
  const { origin: endpoint } = new URL(queueUrl);
  const requestHandler = { connectionTimeout: 5_000, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true };
  return new SQSClient({ endpoint, region, maxAttempts: 2, requestHandler, ...(credentials ? { credentials } : {}) });
}
