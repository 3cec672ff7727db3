export { ObjectsModule } from './objects.module.js';
export { ObjectView } from './dto/object.view.js';
export { findObjects } from './objects.repository.js';
