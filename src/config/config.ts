import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { publicUrlOf } from './public-url.js';
import type { SettingName, Settings } from './settings.js';

/** The settings for the rest of the program: typed, validated, with the addresses of embedded parts filled in. */
@Injectable()
export class Config {
  constructor(private readonly service: ConfigService<Settings, true>) {}

  get<Name extends SettingName>(name: Name): Settings[Name] {
    return this.service.get<Settings[Name]>(name as never);
  }

  /** Where clients reach the API, without a slash at the end. */
  get publicUrl(): string {
    return publicUrlOf({ PUBLIC_URL: this.get('PUBLIC_URL'), PORT: this.get('PORT') });
  }
}
