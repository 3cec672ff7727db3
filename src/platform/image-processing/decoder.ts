import sharp from 'sharp';

// Only these formats, and only from memory: libvips opens no file by itself, and none of its other loaders.
const loaders = ['Jpeg', 'Png', 'Webp', 'Nsgif'].map((format) => `VipsForeignLoad${format}Buffer`);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: loaders });
// One picture at a time in one process: more threads or a cache would only take more memory.
sharp.concurrency(1);
sharp.cache(false);

/** sharp, limited to the loaders of JPEG, PNG, WebP and GIF. For a caged process: it decodes in this one. */
export const decoder = sharp;
