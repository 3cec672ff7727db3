import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../../shared/errors/domain-error.js';
import type { IncomingBody } from '../../shared/incoming-body.js';

const FORM = 'multipart/form-data';
const config = { takesForm: true };

/** The route reads multipart/form-data from the request's stream. Every other route refuses it. */
export const TakesForm = (): MethodDecorator => applyDecorators(RouteConfig(config), ApiConsumes(FORM));

export const isForm = ({ headers }: FastifyRequest) => headers['content-type']?.toLowerCase().startsWith(FORM) === true;

/** Whether the route's handler reads the body instead of the server. */
export const readsItsForm = (request: FastifyRequest) =>
  (request.routeOptions.config as Partial<typeof config>).takesForm === true && isForm(request);

/** A form is not read before its caller is authenticated: the route's handler gets the unread stream. */
export function acceptForms(server: FastifyInstance): void {
  server.addContentTypeParser(FORM, (request, _payload, done) => {
    const { takesForm } = request.routeOptions.config as Partial<typeof config>;
    done(takesForm ? null : notTaken('Send the body as application/json.'), undefined);
  });
}

/** The unread body of a request whose route takes forms. */
export function formOf({ raw }: FastifyRequest): IncomingBody {
  const { 'content-type': contentType = '', 'content-length': length } = raw.headers;
  if (!contentType.toLowerCase().startsWith(FORM)) throw notTaken(`Send the body as ${FORM}.`);
  return { stream: raw, contentType, length: length === undefined ? undefined : Number(length) };
}

const notTaken = (message: string) => new DomainError('unsupported', 'UNSUPPORTED_TYPE', message);
