import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import { packageFile } from '../../src/boot/package-file.js';

const run = promisify(execFile);

/** A fenced block of a document. */
export interface Fence {
  language: string;
  text: string;
}

export const readDocument = (path: string): string => readFileSync(packageFile(path), 'utf8');

/** The section under a heading of the second level. */
export function sectionOf(markdown: string, heading: string): string {
  const [, section = ''] = markdown.split(`\n## ${heading}\n`);
  return section.split('\n## ', 1)[0]!;
}

function fencesOf(markdown: string): Fence[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({
    language: language!,
    text: text!.trim(),
  }));
}

export function commandsOf(markdown: string): string[] {
  return fencesOf(markdown)
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text);
}

export interface Reader {
  url: string;
  key: string;
  folder: string;
}

/** `airlock` and its Node stand before everything else. */
const COMMANDS = [packageFile('node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);

/** Separates what one block printed from what the next one did. */
const END = '\x1e';

/** What each block prints for a reader who pastes them into one shell, after putting in their own server and key. */
export async function paste(blocks: string[], { url, key, folder }: Reader): Promise<string[]> {
  const script = blocks
    .flatMap((block) => [block, `printf '${END}'`])
    .join('\n')
    .replace(/^AIRLOCK=.*$/gm, `AIRLOCK=${url}`)
    .replace(/^KEY=.*$/gm, `KEY=${key}`);
  const { stdout } = await run('bash', ['-eu', '-c', script], { cwd: folder, env: { PATH: COMMANDS, HOME: folder } });
  return stdout.split(END).map((printed) => printed.trim());
}

/** A block of commands with the answer that the document shows below it. */
export interface Example {
  command: string;
  answer?: Fence;
}

export function examplesOf(markdown: string): Example[] {
  const fences = fencesOf(markdown);
  return fences.flatMap(({ language, text }, index) => {
    if (language !== 'sh') return [];
    const next = fences[index + 1];
    return [{ command: text, answer: next && ['json', 'text'].includes(next.language) ? next : undefined }];
  });
}

const VARYING: [RegExp, string][] = [
  // Ids of chunks end with an index.
  [/\b[a-z]+_[0-9a-z]{16}(?=\b|_\d)/g, 'an id'],
  [/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, 'a time'],
  [/^http:\/\/(localhost|127\.0\.0\.1).*$/, 'a URL of this server'],
  [/^[\w+/=-]{32,}$/, 'a secret, a hash or a cursor'],
  // A small file may be admitted before its confirmation is answered.
  [/^(?:pending_scan|available)$/, 'pending_scan or available'],
  [/^(?:PROCESSING|COMPLETED)$/, 'PROCESSING or COMPLETED'],
];

/** A JSON text with everything replaced that differs from run to run. */
export function comparable(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) =>
    typeof value === 'string' ? VARYING.reduce((text, [pattern, name]) => text.replace(pattern, name), value) : value,
  );
}
