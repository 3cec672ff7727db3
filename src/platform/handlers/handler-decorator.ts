import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

export interface HandlerOptions {
  /** Unique among handlers of the same kind: in error messages, metrics and tables. */
  name: string;
}

/** A decorator that makes a class an injectable handler of one kind. The class must have the methods of `Instance`. */
export interface HandlerDecorator<Options extends HandlerOptions, Instance> {
  (options: Options): (target: new (...args: never[]) => Instance) => void;
  /** In error messages, such as `background job`. */
  readonly kind: string;
  /** Metadata key under which the options of a class are stored. */
  readonly KEY: string;
}

/** Makes the decorator of a kind. Providers that carry it are found by `Handlers`. */
export function handlerDecorator<Options extends HandlerOptions, Instance>(
  kind: string,
): HandlerDecorator<Options, Instance> {
  const discoverable = DiscoveryService.createDecorator<Options>();
  const decorate = (options: Options) => (target: new (...args: never[]) => Instance) => {
    Injectable()(target);
    discoverable(options)(target);
  };
  return Object.assign(decorate, { kind, KEY: discoverable.KEY });
}
