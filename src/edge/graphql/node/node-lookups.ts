import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { HandlersError } from '../../../platform/handlers/handlers-error.js';
import type { Scope } from '../../../shared/actor.js';
import { requireScope } from '../../../shared/rights.js';
import { SCOPE } from '../../auth/decorators.js';
import { type LookUpNode, NODE_LOOKUP } from './node-lookup.js';

interface KnownLookup {
  pattern: RegExp;
  /** Class and method, for messages. */
  name: string;
  find: LookUpNode;
}

type Methods = Record<string, LookUpNode>;

/** Every method with `@NodeLookup`, by the form of the ids that it finds. */
@Injectable()
export class NodeLookups implements OnApplicationBootstrap {
  private lookups: KnownLookup[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  /** Stops the start when two methods find the same ids. */
  onApplicationBootstrap(): void {
    const scanner = new MetadataScanner();
    const instances = this.discovery.getProviders().map(({ instance }) => instance as Methods | undefined);
    this.lookups = instances.flatMap((instance) => {
      if (!instance?.constructor?.prototype) return [];
      const prototype = Object.getPrototypeOf(instance) as Methods;
      return scanner.getAllMethodNames(prototype).flatMap((method) => this.lookupIn(instance, prototype, method));
    });
    const byPattern = Map.groupBy(this.lookups, ({ pattern }) => pattern.source);
    const doubled = [...byPattern.values()].filter((same) => same.length > 1);
    if (doubled.length > 0)
      throw new HandlersError(
        doubled.map((same) => `The same ids are looked up by ${same.map(({ name }) => name).join(' and ')}.`),
      );
  }

  /** How to find what has this id; `undefined` when no object has an id of this form. */
  of(id: string): LookUpNode | undefined {
    return this.lookups.find(({ pattern }) => pattern.test(id))?.find;
  }

  private lookupIn(instance: Methods, prototype: Methods, method: string): KnownLookup[] {
    const handler = prototype[method]!;
    const pattern = this.reflector.get<RegExp | undefined>(NODE_LOOKUP, handler);
    if (!pattern) return [];
    const { constructor } = instance;
    // The guard has checked the root field `node`, which needs no scope.
    const anyOf = this.reflector.getAllAndOverride<Scope[] | undefined>(SCOPE, [handler, constructor]) ?? [];
    const find: LookUpNode = async (actor, id, execution) => {
      if (anyOf.length) requireScope(actor, ...anyOf);
      return instance[method]!(actor, id, execution);
    };
    return [{ pattern, name: `${constructor.name}.${method}`, find }];
  }
}
