import { readdirSync, readFileSync } from 'node:fs';
import { packageFile } from '../boot/package-file.js';

const FOLDER = 'docs/decisions';

const intro = [
  '# Decisions',
  '',
  'Half a page each: context, decision, consequences, what was rejected. A decision is not rewritten when it is replaced:',
  'the later one says so.',
  '',
];

/** `docs/decisions/README.md`: every decision in a line, by its heading. */
export function decisionsIndex(): string {
  const files = readdirSync(packageFile(FOLDER)).filter((name) => /^\d{4}-.*\.md$/.test(name));
  return `${[...intro, ...files.sort().map(lineOf)].join('\n')}\n`;
}

function lineOf(file: string): string {
  const [heading = ''] = readFileSync(packageFile(`${FOLDER}/${file}`), 'utf8').split('\n', 1);
  const [, title = heading] = /^# \d+\. (.*)$/.exec(heading.trim()) ?? [];
  return `- [${file.slice(0, 4)}](${file}) ${title}`;
}
