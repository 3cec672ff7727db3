import { Global, Module } from '@nestjs/common';
import { RightsChanges } from './rights-changes.js';

/** What every feature that changes rights announces, in every role. */
@Global()
@Module({ providers: [RightsChanges], exports: [RightsChanges] })
export class RightsModule {}
