import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Handlers } from './handlers.js';

/** For modules whose providers call handlers. */
@Module({ imports: [DiscoveryModule], providers: [Handlers], exports: [Handlers] })
export class HandlersModule {}
