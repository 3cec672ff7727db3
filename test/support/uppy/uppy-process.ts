import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { UppyJob, UppyOutcome } from './uppy-job.js';
import { restOptions } from './rest-options.js';

/** As much of jsdom as is used: it brings no types. */
interface Page {
  window: Record<string, unknown> & { File: typeof File };
}
const { JSDOM } = createRequire(import.meta.url)('jsdom') as { JSDOM: new (html: string, options: object) => Page };

/** Runs unmodified Uppy in the document of jsdom, for one job after the other. Its parent sends jobs and gets outcomes. */
const { window } = new JSDOM('<!doctype html>', { url: 'https://app.example.com/' });
const globals = ['window', 'document', 'XMLHttpRequest', 'FormData', 'File', 'Blob', 'DOMParser', 'navigator'] as const;
for (const name of globals)
  Object.defineProperty(globalThis, name, { value: name === 'window' ? window : window[name], configurable: true });

const roots = { 4: 'test/clients/uppy-4', 5: 'test/clients/uppy-5', 6: '.' };

/** What is used of Uppy: its types differ between the majors. */
interface UppyLike {
  use(plugin: unknown, options: object): void;
  addFile(file: object): string;
  upload(): Promise<{
    successful: { uploadURL?: string; response?: { body?: Record<string, unknown> } }[];
    failed: { error: string }[];
  }>;
  on(event: string, listener: (...given: unknown[]) => void): void;
  destroy(): void;
}

async function modulesOf(version: UppyJob['version']) {
  const require = createRequire(join(process.cwd(), roots[version], 'package.json'));
  const load = async (name: string) =>
    ((await import(pathToFileURL(require.resolve(name)).href)) as { default: unknown }).default;
  return { Uppy: (await load('@uppy/core')) as new (options: object) => UppyLike, AwsS3: await load('@uppy/aws-s3') };
}

async function run(job: UppyJob): Promise<UppyOutcome> {
  const { Uppy, AwsS3 } = await modulesOf(job.version);
  const logged: string[] = [];
  const note = (text: unknown) => void logged.push(text instanceof Error ? String(text) : JSON.stringify(text));
  const uppy = new Uppy({ id: randomUUID(), logger: { debug: () => undefined, warn: note, error: note } });
  uppy.use(AwsS3, { shouldUseMultipart: job.multipart, retryDelays: [], ...optionsOf(job) });
  const bytes = Buffer.alloc(job.size, job.fill);
  const data = new window.File([new Uint8Array(bytes)], job.name, { type: job.type });
  uppy.addFile({ name: job.name, type: job.type, data, meta: { album: 'summer' } });
  const { successful = [], failed = [] } = await uppy.upload();
  uppy.destroy();
  const [one] = successful;
  const seen = JSON.stringify([one?.uploadURL, one?.response?.body]);
  return {
    uploadId: /upl_[0-9a-z]{16}/.exec(seen)?.[0],
    uploadUrl: one?.uploadURL,
    error: failed[0] ? String(failed[0].error) : null,
    logged,
  };
}

function optionsOf(job: UppyJob): object {
  if (job.way === 'rest') return restOptions(job);
  if (job.way === 'companion')
    return job.version === 6 ? { companionEndpoint: job.companionUrl } : { endpoint: job.companionUrl };
  return {
    signRequest: async (request: object) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ ...request, ...job.said });
      const answer = await fetch(job.signUrl, { method: 'POST', headers, body });
      const signed = (await answer.json()) as { error?: string };
      if (!answer.ok) throw new Error(signed.error);
      return signed;
    },
  };
}

process.on('message', (job: UppyJob) => {
  run(job).then(
    (outcome) => process.send!(outcome),
    (error: Error) => process.send!({ error: String(error.stack), logged: [] } satisfies UppyOutcome),
  );
});
