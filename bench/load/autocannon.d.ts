/** The few words of autocannon that are used here; the package brings no types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  export interface Request {
    method: string;
    path: string;
    headers: Record<string, string>;
    body: string;
  }
  export interface Client {
    setRequests(requests: Request[]): void;
  }
  export interface Result {
    non2xx: number;
    errors: number;
    timeouts: number;
  }
  interface Options {
    url: string;
    connections: number;
    duration: number;
    sampleInt: number;
    requests: Request[];
    setupClient(client: Client): void;
  }
  export default function autocannon(
    options: Options,
    done: (error: Error | null, result: Result) => void,
  ): EventEmitter;
}
