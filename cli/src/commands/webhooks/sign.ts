import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

export const newSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/** Nothing for a secret that libraries of Standard Webhooks would not take either. */
export function keyOf(secret: string): Buffer | undefined {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return secret.startsWith(PREFIX) && key.length >= 16 ? key : undefined;
}

/** The headers of Standard Webhooks 1.0, as deliveries of the server have them. */
export function signedHeaders(id: string, body: string, key: Buffer, at = new Date()): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
