export { NotificationsModule, NotificationWorkModule } from './notifications.module.js';
