import type { OperationStep } from '../operation-steps.js';

/** Values of `Accept` that take plain JSON. */
const ANY = new Set<string | undefined>([undefined, '*/*', 'application/json']);

/** Whether a client takes `application/json` without negotiation. */
export const takesJson = (accept: string | undefined): boolean => ANY.has(accept);

/** Clients that accept any type get `application/json`; for others Apollo negotiates the type. */
export const jsonContentType: OperationStep = {
  answered({ request, response }) {
    if (takesJson(request.http?.headers.get('accept')))
      response.http.headers.set('content-type', 'application/json; charset=utf-8');
  },
};
