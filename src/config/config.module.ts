import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule as NestConfigModule } from '@nestjs/config';
import { Config } from './config.js';
import type { Settings } from './settings.js';

/** Makes the settings injectable everywhere. They were read and validated before anything else started. */
@Global()
@Module({})
export class ConfigModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: ConfigModule,
      imports: [
        NestConfigModule.forRoot({ ignoreEnvFile: true, ignoreEnvVars: true, cache: true, load: [() => settings] }),
      ],
      providers: [Config],
      exports: [Config],
    };
  }
}
