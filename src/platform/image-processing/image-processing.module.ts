import { Global, Module } from '@nestjs/common';
import { CagedImageProcessor } from './caged.image-processor.js';
import { ImageProcessor } from './image-processor.js';

@Global()
@Module({
  providers: [{ provide: ImageProcessor, useClass: CagedImageProcessor }],
  exports: [ImageProcessor],
})
export class ImageProcessingModule {}
