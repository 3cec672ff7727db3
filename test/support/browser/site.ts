import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build, type Plugin, stop as stopBundler } from 'esbuild';
import { packageFile } from '../../../src/boot/package-file.js';
import type { Json } from '../api.js';

const PAGES = packageFile('test/browser');
/** Examples of the package, as pages below `/examples`. */
const EXAMPLES = '/examples/';
/** How the pages and the guides call the Airlock server. */
const EXAMPLE_URL = 'https://files.example.com';

/**
 * A route of the application's own server, by the fields of its query, form or JSON. Answers a page as text, or an answer of
 * Airlock to pass on.
 */
export type OwnRoute = (values: Json) => Promise<unknown>;

/** The application that embeds a client: its pages from `test/browser` and its own server, on an origin of its own. */
export class Site {
  private readonly bundles = new Map<string, Promise<string>>();
  private airlockUrl = '';
  private readonly routes: Record<string, OwnRoute> = {};

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.answer(request, response));
  }

  static async start(): Promise<Site> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Site(server);
  }

  /** The origin of the application. */
  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** The same pages from another origin, which CORS must tell apart. */
  get otherUrl(): string {
    return this.url.replace('localhost', '127.0.0.1');
  }

  /** The Airlock server that the pages call. */
  use(airlockUrl: string): void {
    this.airlockUrl = airlockUrl;
  }

  /** The application's own routes, such as `POST /pictures`. */
  serve(routes: Record<string, OwnRoute>): void {
    Object.assign(this.routes, routes);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await Promise.all([once(this.server, 'close'), stopBundler()]);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    try {
      const own = this.routes[`${request.method} ${url.pathname}`];
      if (own) return await answerOwn(own, request, response, url);
      if (url.pathname.endsWith('.html')) return send(response, 200, 'text/html', await this.page(url.pathname));
      if (url.pathname.endsWith('.js')) return send(response, 200, 'text/javascript', await this.bundle(url.pathname));
      send(response, url.pathname === '/favicon.ico' ? 204 : 404, 'text/plain', '');
    } catch (error) {
      send(response, 500, 'text/plain', String(error));
    }
  }

  private async page(path: string): Promise<string> {
    return (await readFile(fileOf(path), 'utf8')).replaceAll(EXAMPLE_URL, this.airlockUrl);
  }

  private async bundle(path: string): Promise<string> {
    const bundle = this.bundles.get(path) ?? bundleOf(path);
    this.bundles.set(path, bundle);
    return (await bundle).replaceAll(EXAMPLE_URL, this.airlockUrl);
  }
}

const fileOf = (path: string) => (path.startsWith(EXAMPLES) ? packageFile(path.slice(1)) : join(PAGES, path));

/** A page of an older major, such as `uppy-5.js`, gets its client from `test/clients`. */
async function bundleOf(path: string): Promise<string> {
  const older = /\/(\w+-\d+)\.js$/.exec(path)?.[1];
  const { outputFiles } = await build({
    entryPoints: [fileOf(path).replace(/main\.js$/, 'main.jsx')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'chrome120',
    jsx: 'automatic',
    // Styles change nothing of what a test reads.
    loader: { '.css': 'empty' },
    plugins: older ? [clientsOf(packageFile(`test/clients/${older}`))] : [],
  });
  return outputFiles[0]!.text;
}

/** Packages that a page imports are those of this folder. */
const clientsOf = (resolveDir: string): Plugin => ({
  name: 'clients',
  setup: ({ onResolve, resolve }) =>
    onResolve({ filter: /^@uppy\// }, ({ path, kind, importer }) =>
      importer.startsWith(PAGES) ? resolve(path, { kind, resolveDir }) : undefined,
    ),
});

async function answerOwn(own: OwnRoute, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const answer = await own({ ...Object.fromEntries(url.searchParams), ...(await fieldsOf(request)) });
  if (answer instanceof Response) send(response, answer.status, 'application/json', await answer.text());
  else send(response, 200, 'text/html', String(answer));
}

async function fieldsOf(request: IncomingMessage): Promise<object> {
  const sent = await text(request);
  const isJson = request.headers['content-type'] === 'application/json';
  return isJson ? (JSON.parse(sent) as object) : Object.fromEntries(new URLSearchParams(sent));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
}
