export { DirectModule } from './faces/direct/direct.module.js';
export { FileView } from './dto/file.view.js';
export { FormModule } from './faces/form/form.module.js';
export { FilesModule } from './files.module.js';
export { UploadsLoader } from './uploads.loader.js';
