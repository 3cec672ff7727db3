import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { PUBLIC } from '../../auth/decorators.js';
import { OPERATION, type OperationText } from '../operation.js';
import { handlerName } from './handler-name.js';

/** What a route declares beside what @nestjs/swagger reads. */
export interface DeclaredOperation {
  /** Takes no credentials. */
  isPublic: boolean;
  text?: OperationText;
}

/** The routes of an application by the name of their handler. */
export function declaredOperations(app: INestApplication): Map<string, DeclaredOperation> {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return new Map(controllers.flatMap(({ metatype }) => operationsOf(metatype as Type<object>)));
}

function operationsOf(controller: Type<object>): [string, DeclaredOperation][] {
  const prototype = controller.prototype as Record<string, object>;
  const methods = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
  return methods.map((name) => {
    const handler = prototype[name]!;
    const isPublic = Boolean(Reflect.getMetadata(PUBLIC, handler) ?? Reflect.getMetadata(PUBLIC, controller));
    const text = Reflect.getMetadata(OPERATION, handler) as OperationText | undefined;
    return [handlerName(controller.name, name), { isPublic, text }];
  });
}
