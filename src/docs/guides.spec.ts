import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../boot/package-file.js';
import { corsToApply } from '../platform/object-store/probe/bucket-configuration.js';

const read = (path: string) => readFileSync(packageFile(path), 'utf8');
const PAGES = 'test/browser';
const pages = readdirSync(packageFile(PAGES), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => readFileSync(`${parentPath}/${name}`, 'utf8'));

const guides = readdirSync(packageFile('docs/guides')).map((name) => `docs/guides/${name}`);
const blocksOf = (guide: string, language: string) =>
  [...read(guide).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!);

/** Whether these are whole lines of a page that test/e2e/browser.e2e-spec.ts opens. */
const isTried = (block: string) => pages.some((page) => `\n${page}`.includes(`\n${block}`));

describe.each(guides)('%s', (guide) => {
  it('shows only code that is tried in a browser', () => {
    const shown = [...blocksOf(guide, 'js'), ...blocksOf(guide, 'html')];
    expect(shown.filter((block) => !isTried(block))).toEqual([]);
  });
});

it('the guides show the CORS rule that the doctor prints', () => {
  const [rule] = blocksOf('docs/guides/README.md', 'json');
  expect(JSON.parse(rule!)).toEqual(corsToApply(['https://app.example.com']));
});
