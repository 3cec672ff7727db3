import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { PROBLEMS_PATH, problemPath } from '../../errors/problem-path.js';
import { sendPage, wantsPage } from '../page.js';
import { noProblemPage, problemPage, problemsPage } from './problem-pages.js';
import { problemTypes } from './problem-type.js';

const CACHED = 'public, max-age=3600';

/** `/problems` and a page below it for each problem type: HTML for browsers, else JSON. */
export function serveProblems(server: FastifyInstance): void {
  const types = problemTypes(server.publicUrl);
  const byPath = new Map(types.map((type) => [problemPath(type.code), type]));

  server.get(PROBLEMS_PATH, (request, reply) => {
    const answer = described(reply);
    return wantsPage(request) ? sendPage(answer, problemsPage(types)) : answer.send({ items: types });
  });

  server.get(`${PROBLEMS_PATH}/:name`, (request: FastifyRequest<{ Params: { name: string } }>, reply) => {
    const type = byPath.get(`${PROBLEMS_PATH}/${request.params.name.toLowerCase()}`);
    if (type) return wantsPage(request) ? sendPage(described(reply), problemPage(type)) : described(reply).send(type);
    void reply.header('vary', 'Accept');
    if (!wantsPage(request)) throw noSuchProblem();
    return sendPage(reply.status(404), noProblemPage);
  });
}

const described = (reply: FastifyReply) => reply.headers({ vary: 'Accept', 'cache-control': CACHED });

const noSuchProblem = () =>
  new DomainError('not-found', 'NOT_FOUND', `There is no such problem type: ${PROBLEMS_PATH} lists them all.`);
