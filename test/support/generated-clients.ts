import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const DOCUMENT = 'docs/generated/openapi.json';
const GENERATED = 'node_modules/.cache/airlock-openapi';
const WALKS = 'node_modules/.cache/airlock-walks';

/** The clients of each API, as TypeScript projects. */
export const clientProjects = ['test/openapi-clients', 'test/graphql-client'];

const run = (program: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [`node_modules/${program}`, ...args]);

/** Generates the clients from the documents in the repository, as their users do. */
export async function generateClients(): Promise<void> {
  await mkdir(GENERATED, { recursive: true });
  await Promise.all([
    run('openapi-typescript/bin/cli.js', DOCUMENT, '-o', `${GENERATED}/paths.d.ts`),
    run('@hey-api/openapi-ts/bin/run.js', '-i', DOCUMENT, '-o', `${GENERATED}/hey-api`, '-c', '@hey-api/client-fetch'),
    run('@graphql-codegen/cli/esm/bin.js', '--config', 'test/graphql-client/codegen.ts'),
  ]);
}

/** What the compiler says of the walks of a project: nothing when their types are right. */
export async function compilerErrors(project: string): Promise<string> {
  const failed = (error: { stdout: string }) => error;
  const { stdout } = await run('typescript/bin/tsc', '-p', project).catch(failed);
  return stdout;
}

export type Walk = (baseUrl: string, key: string, file: Blob) => Promise<string>;

/** The walk in this file of a project, with the client that it was written for. */
export async function walkOf(project: string, name: string): Promise<Walk> {
  const outfile = `${WALKS}/${project.replaceAll('/', '-')}-${name}.mjs`;
  const tsconfig = `${project}/tsconfig.json`;
  await build({
    entryPoints: [`${project}/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    tsconfig,
  });
  return ((await import(pathToFileURL(outfile).href)) as { walk: Walk }).walk;
}
