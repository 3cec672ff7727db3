import { type INestApplication, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { PUBLIC } from '../../auth/decorators.js';
import { operationId } from './operation-ids.js';

/** The ids of the operations that take no credentials. */
export function publicOperations(app: INestApplication): Set<string> {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return new Set(controllers.flatMap(({ metatype }) => publicMethodsOf(metatype as Type<object>)));
}

function publicMethodsOf(controller: Type<object>): string[] {
  const prototype = controller.prototype as Record<string, object>;
  const isPublic = (method: string) =>
    Boolean(Reflect.getMetadata(PUBLIC, prototype[method]!) ?? Reflect.getMetadata(PUBLIC, controller));
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor' && isPublic(name))
    .map((name) => operationId(controller.name, name));
}
