import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { NodeLookups } from './node-lookups.js';
import { NodeResolver } from './node.resolver.js';

/** `node` and `nodes`. */
@Module({ imports: [DiscoveryModule], providers: [NodeLookups, NodeResolver] })
export class NodeModule {}
