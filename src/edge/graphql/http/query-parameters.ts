import type { FastifyRequest } from 'fastify';
import { parseJson } from '../../json/parse-json.js';

/** Parameters of a GET request that hold JSON. Apollo parses them again; here they are checked as strictly as a body. */
const JSON_PARAMETERS = ['variables', 'extensions'];

/** The reason to refuse the parameters of a GET request, or undefined. */
export function parameterProblem({ query }: FastifyRequest): string | undefined {
  for (const name of JSON_PARAMETERS) {
    const text = (query as Record<string, unknown>)[name];
    const problem = typeof text === 'string' ? jsonProblem(text) : undefined;
    if (problem) return `"${name}" ${problem}.`;
  }
  return undefined;
}

function jsonProblem(text: string): string | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
