export { FormModule } from './faces/form/form.module.js';
export { FilesModule } from './files.module.js';
