import { type EventListener } from './events/event-publisher.js';
import { type WebhookOptions } from './events/webhook-sender.js';
import { type Limits } from './operations/call.js';

export interface StoreOptions {
  /** The directory of the store; only one store at a time may use it. */
  dir: string;
  host?: string;
  /** 0: any free port. */
  port?: number;
  region?: string;
  /** Secrets by access key id. */
  credentials: Record<string, string>;
  /** Buckets that are created at the start. */
  buckets?: string[];
  /** Origins allowed in buckets without a CORS configuration. */
  corsOrigins?: string[];
  /** Called for every object that is created or removed. */
  onEvent?: EventListener;
  /** Receives the same records as JSON. */
  webhook?: WebhookOptions;
  /** Milliseconds since 1970. */
  clock?: () => number;
  limits?: Partial<Limits>;
  /** Called for defects: errors with status 500, and failures in the background. */
  onError?: (error: unknown) => void;
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** S3's own limits. */
export const defaultLimits: Limits = { maxBodyBytes: 5 * GIB, minPartBytes: 5 * MIB };
