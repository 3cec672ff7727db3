import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { TemporaryFiles } from './temporary-files.js';

/** The temporary directory of this process, cleared of what an earlier one left. */
@Global()
@Module({
  providers: [
    {
      provide: TemporaryFiles,
      inject: [Config],
      useFactory: async (config: Config) => {
        const files = new TemporaryFiles(join(config.get('DATA_DIR'), 'tmp'));
        await files.prepare();
        return files;
      },
    },
  ],
  exports: [TemporaryFiles],
})
export class TemporaryFilesModule {}
