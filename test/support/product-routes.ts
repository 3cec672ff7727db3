import { type INestApplication, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { PUBLIC, UPLOAD_TOKENS } from '../../src/edge/auth/decorators.js';

/** Where @nestjs/swagger keeps the headers that a handler declares. */
const PARAMETERS = 'swagger/apiParameters';

/** A route as its controller declares it, documented or not. */
export interface ProductRoute {
  /** `GET /v1/uploads/:upload_id` */
  name: string;
  method: string;
  path: string;
  /** Needs no credentials of its own. */
  isPublic: boolean;
  takesUploadTokens: boolean;
  /** Takes an `Idempotency-Key`. */
  isIdempotent: boolean;
}

type Handler = (...args: never[]) => unknown;

/** Every route of every controller of a running application. */
export function productRoutes(app: INestApplication): ProductRoute[] {
  const reflector = new Reflector();
  const controllers = [...app.get(ModulesContainer).values()].flatMap(({ controllers }) => [...controllers.values()]);
  const types = new Set(controllers.map(({ metatype }) => metatype as new () => object));
  return [...types].flatMap((type) => {
    const bases = [Reflect.getMetadata(PATH_METADATA, type) as string | string[]].flat();
    return handlersOf(type).flatMap((handler) => {
      const targets = [handler, type];
      const flags = {
        isPublic: reflector.getAllAndOverride<boolean>(PUBLIC, targets) === true,
        takesUploadTokens: reflector.getAllAndOverride<boolean>(UPLOAD_TOKENS, targets) === true,
        isIdempotent: declaredHeaders(handler).includes('Idempotency-Key'),
      };
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
      const ends = [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat();
      const paths = bases.flatMap((base) => ends.map((end) => joined(base, end)));
      return paths.map((path) => ({ name: `${method} ${path}`, method, path, ...flags }));
    });
  });
}

function handlersOf({ prototype }: new () => object): Handler[] {
  const members = Object.getOwnPropertyNames(prototype).map((name) => (prototype as Record<string, unknown>)[name]);
  return members.filter(
    (one): one is Handler => typeof one === 'function' && Reflect.hasMetadata(METHOD_METADATA, one),
  );
}

const declaredHeaders = (handler: Handler) =>
  ((Reflect.getMetadata(PARAMETERS, handler) ?? []) as { name: string }[]).map(({ name }) => name);

const joined = (...parts: string[]) =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
