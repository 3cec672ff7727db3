export { ObjectsModule } from './objects.module.js';
