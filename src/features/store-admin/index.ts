export { StoreAdminModule } from './store-admin.module.js';
