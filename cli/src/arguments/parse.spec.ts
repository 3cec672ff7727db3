import { describe, expect, it } from '@jest/globals';
import { type Command, defineCommand } from './definition.js';
import { parse } from './parse.js';

const command = (name: string, more: Partial<Command> = {}): Command => ({
  ...defineCommand({ name, summary: '', options: {}, json: '', examples: [], run: () => Promise.resolve() }),
  ...more,
});

const commands = [
  command('ls', {
    options: {
      limit: { type: 'integer', range: [1, 100], default: 20, description: '' },
      status: { type: 'text', choices: ['NEW', 'OLD'], description: '' },
      tag: { type: 'texts', short: 't', description: '' },
      all: { type: 'flag', description: '' },
    },
  }),
  command('docs add', { positionals: { usage: '<file...>', description: '', min: 1, max: Infinity } }),
  command('docs ls'),
];

const refusal = (...args: string[]): string => {
  try {
    parse(commands, args);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('the arguments', () => {
  it('name a command of one or two words, with options before and after it', () => {
    expect(parse(commands, ['ls']).command?.name).toBe('ls');
    const parsed = parse(commands, ['--json', '--url', 'http://a', 'docs', 'add', 'a.pdf', '-q', 'b.pdf']);
    expect(parsed).toMatchObject({ command: { name: 'docs add' }, positionals: ['a.pdf', 'b.pdf'] });
    expect(parsed.global).toMatchObject({ json: true, quiet: true, url: 'http://a', help: false });
  });

  it('give options their types and defaults', () => {
    expect(parse(commands, ['ls']).options).toMatchObject({ limit: 20, status: undefined, tag: [], all: false });
    const { options } = parse(commands, ['ls', '--limit', '5', '--status=NEW', '-t', 'a', '--tag', 'b', '--all']);
    expect(options).toMatchObject({ limit: 5, status: 'NEW', tag: ['a', 'b'], all: true });
  });

  it('take what follows -- as it is, and - as a name', () => {
    expect(parse(commands, ['docs', 'add', '-', '--', '--help']).positionals).toEqual(['-', '--help']);
  });

  it('ask for help in every way', () => {
    expect(parse(commands, [])).toMatchObject({ command: undefined, global: { help: true } });
    expect(parse(commands, ['--help'])).toMatchObject({ command: undefined, global: { help: true } });
    expect(parse(commands, ['help', 'docs', 'add'])).toMatchObject({
      command: { name: 'docs add' },
      global: { help: true },
    });
    expect(parse(commands, ['docs', 'add', '-h'])).toMatchObject({
      command: { name: 'docs add' },
      global: { help: true },
    });
    expect(parse(commands, ['docs', '--help'])).toMatchObject({ command: undefined, global: { help: true } });
    expect(parse(commands, ['--version'])).toMatchObject({
      command: undefined,
      global: { version: true, help: false },
    });
  });

  it.each<[string, string[], RegExp]>([
    ['an unknown command', ['lst'], /no command "lst".*airlock --help/],
    ['half of a command', ['docs'], /"airlock docs add", "airlock docs ls"/],
    ['an unknown option', ['ls', '--lmit', '5'], /--lmit.*"airlock ls --help"/],
    ['a missing value', ['ls', '--limit'], /--limit/],
    ['a value of another kind', ['ls', '--limit', '1e1'], /--limit must be a whole number from 1 to 100/],
    ['a value out of range', ['ls', '--limit', '101'], /--limit must be a whole number from 1 to 100/],
    ['a value that is not offered', ['ls', '--status', 'new'], /--status must be one of NEW, OLD/],
    ['too few arguments', ['docs', 'add'], /missing.*airlock docs add <file\.\.\.>/],
    ['too many arguments', ['ls', 'here'], /"here" is one argument too many/],
  ])('refuse %s, and say what is allowed', (_, args, message) => {
    expect(refusal(...args)).toMatch(message);
  });
});
