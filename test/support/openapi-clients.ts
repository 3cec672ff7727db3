import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const DOCUMENT = 'docs/generated/openapi.json';
const WALKS = 'test/openapi-clients';
const GENERATED = 'node_modules/.cache/airlock-openapi';

const run = (program: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [`node_modules/${program}`, ...args]);

/** Generates both clients from the document in the repository, as their users do. */
export async function generateClients(): Promise<void> {
  await mkdir(GENERATED, { recursive: true });
  await Promise.all([
    run('openapi-typescript/bin/cli.js', DOCUMENT, '-o', `${GENERATED}/paths.d.ts`),
    run('@hey-api/openapi-ts/bin/run.js', '-i', DOCUMENT, '-o', `${GENERATED}/hey-api`, '-c', '@hey-api/client-fetch'),
  ]);
}

/** What the compiler says of the walks: nothing when their types are right. */
export async function compilerErrors(): Promise<string> {
  const failed = (error: { stdout: string }) => error;
  const { stdout } = await run('typescript/bin/tsc', '-p', WALKS).catch(failed);
  return stdout;
}

export type Walk = (baseUrl: string, key: string, file: Blob) => Promise<string>;

/** The walk of this name, with the client that it was written for. */
export async function walkOf(name: string): Promise<Walk> {
  const outfile = `${GENERATED}/${name}.mjs`;
  const tsconfig = `${WALKS}/tsconfig.json`;
  await build({
    entryPoints: [`${WALKS}/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    tsconfig,
  });
  return ((await import(pathToFileURL(outfile).href)) as { walk: Walk }).walk;
}
