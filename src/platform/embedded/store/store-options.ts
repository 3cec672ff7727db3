import { type EventListener } from './events/event-publisher.js';
import { type WebhookOptions } from './events/webhook-sender.js';
import { type Limits } from './operations/call.js';

export interface StoreOptions {
  /** Where everything is kept; one store at a time may use it. */
  dir: string;
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  region?: string;
  /** Secrets by access key id. */
  credentials: Record<string, string>;
  /** Buckets that are there from the start. */
  buckets?: string[];
  /** Origins allowed in every bucket without a CORS configuration of its own. */
  corsOrigins?: string[];
  /** Hears of every object created or removed. */
  onEvent?: EventListener;
  /** Is sent the same records as JSON. */
  webhook?: WebhookOptions;
  /** Milliseconds since 1970. */
  clock?: () => number;
  limits?: Partial<Limits>;
  /** Hears of defects: what was answered with 500 or failed in the background. */
  onError?: (error: unknown) => void;
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** S3's own limits. */
export const defaultLimits: Limits = { maxBodyBytes: 5 * GIB, minPartBytes: 5 * MIB };
