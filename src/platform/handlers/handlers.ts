import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { HandlerDecorator, HandlerOptions } from './handler-decorator.js';
import { doubled, HandlersError } from './handlers-error.js';

export interface Handler<Options extends HandlerOptions, Instance> {
  name: string;
  className: string;
  options: Options;
  instance: Instance;
}

/** The handlers of this process: every provider that carries a handler decorator. Complete once all modules are made. */
@Injectable()
export class Handlers {
  private readonly known = new Map<string, Handler<HandlerOptions, unknown>[]>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** The handlers of a kind, each name once. */
  of<Options extends HandlerOptions, Instance>(
    decorator: HandlerDecorator<Options, Instance>,
  ): Handler<Options, Instance>[] {
    const known = this.known.get(decorator.KEY) ?? this.unique(decorator);
    this.known.set(decorator.KEY, known);
    return known as Handler<Options, Instance>[];
  }

  /** The handler of a kind that allows one; `undefined` where this process has none. */
  one<Options extends HandlerOptions, Instance>(decorator: HandlerDecorator<Options, Instance>): Instance | undefined {
    const [first, ...more] = this.of(decorator);
    if (more.length === 0) return first?.instance;
    const classes = [first!, ...more].map(({ className }) => className);
    throw new HandlersError([`There can be one ${decorator.kind}, not ${classes.length}: ${classes.join(', ')}.`]);
  }

  /** The same as `of`, with doubled names. */
  found<Options extends HandlerOptions, Instance>(
    decorator: HandlerDecorator<Options, Instance>,
  ): Handler<Options, Instance>[] {
    const wrappers = this.discovery.getProviders({ metadataKey: decorator.KEY });
    const instances = new Set(wrappers.map(({ instance }) => instance as Instance & object));
    return [...instances].map((instance) => {
      const options = Reflect.getMetadata(decorator.KEY, instance.constructor) as Options;
      return { name: options.name, className: instance.constructor.name, options, instance };
    });
  }

  private unique<Options extends HandlerOptions, Instance>(decorator: HandlerDecorator<Options, Instance>) {
    const found = this.found(decorator);
    const problems = doubled(decorator.kind, found);
    if (problems.length > 0) throw new HandlersError(problems);
    return found;
  }
}
