import { flag, integer, text, url } from '../setting.js';

/** Webhooks and mail. */
export const deliverySettings = {
  WEBHOOK_ALLOW_PRIVATE_NETWORKS: flag({
    fallback: false,
    about: 'Webhooks may call private addresses, found as this machine finds names. Link-local and metadata: never.',
  }),
  WEBHOOK_CONCURRENCY: integer({
    min: 1,
    max: 256,
    fallback: 16,
    about:
      'Webhook endpoints a worker serves at the same time; failing ones have a quarter as many places of their own.',
  }),
  WEBHOOK_TIMEOUT_SECONDS: integer({
    min: 1,
    max: 60,
    fallback: 10,
    about: 'How long an endpoint may take to answer.',
  }),
  WEBHOOK_LOG_DAYS: integer({ min: 2, max: 3650, fallback: 30, about: 'Days after which deliveries are forgotten.' }),
  SMTP_URL: url({
    protocols: ['smtp:', 'smtps:'],
    fallback: undefined,
    secret: true,
    about: 'Mail server for notifications, e.g. smtps://user:password@host. Default: no mail is sent.',
  }),
  SMTP_FROM: text({
    fallback: 'Airlock <airlock@localhost>',
    about: 'Sender of notifications.',
  }),
};
