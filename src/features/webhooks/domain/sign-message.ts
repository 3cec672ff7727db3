import { createHmac } from 'node:crypto';

export interface Message {
  /** Stays the same however often it is sent. */
  id: string;
  body: string;
}

/** The headers of Standard Webhooks 1.0: one signature for each key, the newest first. */
export function signedHeaders({ id, body }: Message, keys: Buffer[], at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const content = `${id}.${timestamp}.${body}`;
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
