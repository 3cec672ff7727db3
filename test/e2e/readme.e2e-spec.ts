import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock, ROOT_KEY } from '../support/airlock.js';
import { comparable, commandsOf, examplesOf, paste, readDocument, sectionOf } from '../support/documents.js';

const readme = readDocument('README.md');
let airlock: Airlock;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airlock-readme-'));
  airlock = await Airlock.start({ ownDatabaseServer: true });
});
afterAll(async () => {
  await airlock.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** What a reader sees who pastes these blocks. */
const pasted = (blocks: string[]) => paste(blocks, { url: airlock.url, key: ROOT_KEY, folder });
const linesOf = (printed: string[]) => printed.join('\n').trim().split('\n');

/** The commands of a block, one by one: `a && b` and lines are the same. */
const stepsOf = (block: string) => block.split(/\n|&&/).map((step) => step.trim());

describe('the README', () => {
  const scripts = (JSON.parse(readDocument('package.json')) as { scripts: Record<string, string> }).scripts;

  it.each([
    ['Quick start', 'start'],
    ['Tests', 'test'],
  ])('under %s first has one command that installs and runs npm %s', (heading, script) => {
    const steps = stepsOf(commandsOf(sectionOf(readme, heading))[0]!);
    expect(steps).toEqual(['npm ci', `npm ${script}`]);
    expect(scripts).toHaveProperty([script]);
  });

  it('tests what CI tests', () => {
    const steps = stepsOf(readDocument('.ci/run'));
    expect(steps.filter((step) => step.startsWith('npm'))).toEqual(['npm ci', 'npm test']);
  });

  it('walks a file through', async () => {
    const printed = await pasted(commandsOf(sectionOf(readme, 'A walk with curl')));
    expect(linesOf(printed)).toEqual(['hello.txt', 'COMPLETED', 'Hello, Airlock.']);
  });
});

describe('what clients read', () => {
  const pages = [
    ...readdirSync('docs/api').sort(),
    ...readdirSync('docs/start').map((page) => `../start/${page}`),
    '../guides/cli.md',
    '../guides/curl-and-s3-clients.md',
    '../operations/personal-data.md',
  ];
  const [prelude = ''] = commandsOf(readDocument('docs/api/README.md'));

  it.each(pages)('docs/api/%s: its examples answer what it shows', async (page) => {
    const examples = examplesOf(readDocument(`docs/api/${page}`)).filter(({ command }) => command !== prelude);
    const printed = await pasted([prelude, ...examples.map(({ command }) => command)]);
    for (const [index, { command, answer }] of examples.entries()) {
      const actual = printed[index + 1]!;
      if (answer?.language === 'text') expect({ command, actual }).toEqual({ command, actual: answer.text });
      if (answer?.language !== 'json') continue;
      expect({ command, answer: comparable(actual) }).toMatchObject({ command, answer: comparable(answer.text) });
    }
  });
});
