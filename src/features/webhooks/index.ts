export { WebhooksModule, WebhookWorkModule } from './webhooks.module.js';
