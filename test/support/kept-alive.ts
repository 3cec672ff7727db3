import { Agent } from 'node:http';
import { type Answer, http, type Json } from './api.js';

/** How many requests are on their way at once. */
export const WIDTH = 16;

/** One caller with a few connections that stay open: for thousands of requests. */
export class KeptAlive {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: WIDTH });

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  send(
    method: string,
    path: string,
    body?: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<Answer<Json>> {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const all = { ...this.headers, ...type, ...headers };
    return http(`${this.url}${path}`, { method, body, headers: all, agent: this.agent });
  }

  graphql(query: string, variables: string): Promise<Answer<Json>> {
    return this.send('POST', '/graphql', `{"query":${JSON.stringify(query)},"variables":${variables}}`);
  }

  close(): void {
    this.agent.destroy();
  }
}
