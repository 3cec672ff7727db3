export { imageFailures } from './image-failures.js';
export { ImagesModule, ImageWorkModule } from './images.module.js';
export { ImagesService } from './images.service.js';
export type { FoundVariant, ShownImage, ShownVariant } from './shown-image.js';
