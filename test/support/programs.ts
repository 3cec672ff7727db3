import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Json } from './api.js';

const run = promisify(execFile);

/** A file on its way to the URL of a created upload. */
export interface Sending {
  upload: Json;
  path: string;
}

const headersOf = ({ headers }: Json): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);

const PYTHON = `
import json, sys, urllib.request
url, path, headers = sys.argv[1:]
request = urllib.request.Request(url, open(path, 'rb').read(), json.loads(headers), method='PUT')
print(urllib.request.urlopen(request).status)`;

const curl = (upload: Json, ...more: string[]) => [
  ...['curl', '--silent', '--show-error', '--fail'],
  ...headersOf(upload).flatMap((line) => ['-H', line]),
  ...more,
  upload.presigned_url,
];

/** Commands that PUT a file with just the headers of the answer. Each ends with an error when the store refuses. */
export const programs: Record<string, (sending: Sending) => string[]> = {
  'curl -T': ({ upload, path }) => curl(upload, '-T', path),
  'curl --data-binary': ({ upload, path }) => curl(upload, '-X', 'PUT', '--data-binary', `@${path}`),
  'curl with Expect: 100-continue': ({ upload, path }) => curl(upload, '-H', 'Expect: 100-continue', '-T', path),
  'curl over HTTP/1.0': ({ upload, path }) => curl(upload, '--http1.0', '-T', path),
  'wget --method=PUT': ({ upload, path }) => [
    ...['wget', '--quiet', '--tries=1', '--output-document=-', '--method=PUT', `--body-file=${path}`],
    ...headersOf(upload).map((line) => `--header=${line}`),
    upload.presigned_url,
  ],
  'urllib of Python': ({ upload, path }) => [
    ...['python3', '-c', PYTHON, upload.presigned_url, path, JSON.stringify(upload.headers)],
  ],
};

/** The command of curl for a form: its fields, then the file. */
export const curlForm = ({ upload, path }: Sending): string[] => [
  ...['curl', '--silent', '--show-error', '--fail'],
  ...Object.entries(upload.fields).flatMap(([name, value]) => ['--form-string', `${name}=${String(value)}`]),
  ...['-F', `file=@${path}`, upload.presigned_url],
];

/** Runs a command; `null`: the program is not on this machine and may not be installed. */
export async function runProgram([program = '', ...args]: string[]): Promise<{ ok: boolean; said: string } | null> {
  if (!(await isThere(program))) return null;
  try {
    const { stdout } = await run(program, args, { timeout: 30_000 });
    return { ok: true, said: stdout };
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return { ok: false, said: `${stdout}${stderr}` };
  }
}

const known = new Map<string, Promise<boolean>>();

function isThere(program: string): Promise<boolean> {
  const found = known.get(program) ?? find(program);
  known.set(program, found);
  return found;
}

async function find(program: string): Promise<boolean> {
  const has = () =>
    run('which', [program]).then(
      () => true,
      () => false,
    );
  if (await has()) return true;
  await run(process.execPath, ['scripts/ensure-debian-package.mjs', program]).catch(
    ({ stdout }: Error & { stdout?: string }) => console.log(stdout?.trim()),
  );
  return has();
}
