import { Global, Module } from '@nestjs/common';
import { MagicTypeDetector } from './magic.type-detector.js';
import { TypeDetector } from './type-detector.js';

@Global()
@Module({
  providers: [{ provide: TypeDetector, useClass: MagicTypeDetector }],
  exports: [TypeDetector],
})
export class TypeDetectionModule {}
