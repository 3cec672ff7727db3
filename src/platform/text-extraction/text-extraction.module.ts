import { Global, Module } from '@nestjs/common';
import { CagedTextExtractor } from './caged.text-extractor.js';
import { TextExtractor } from './text-extractor.js';

@Global()
@Module({
  providers: [{ provide: TextExtractor, useClass: CagedTextExtractor }],
  exports: [TextExtractor],
})
export class TextExtractionModule {}
