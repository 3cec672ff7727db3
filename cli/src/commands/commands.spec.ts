import { describe, expect, it } from '@jest/globals';
import { helpOf, overview } from '../arguments/help.js';
import { parse } from '../arguments/parse.js';
import { commands } from './index.js';

/** The words of each `airlock …` in an example, without what a shell does with them. */
function callsIn(example: string): string[][] {
  const calls = [...example.matchAll(/\bairlock ([^|<>]*)/g)];
  return calls.map(([, words = '']) =>
    words
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/^["']|["']$/g, '')),
  );
}

/** An argument that the shell of the example adds. */
const withIds = (words: string[]) => (words[0] === 'rm' ? [...words, 'upl_1'] : words);

describe('every command', () => {
  it.each(commands.map((command) => [command.name, command] as const))(
    '%s has help with examples that work',
    (_, command) => {
      const help = helpOf(command);
      expect(help).toContain(command.summary.slice(0, 40));
      expect(help).toMatch(/Examples:\n {2}# .+\n {2}.*airlock /);
      expect(help).toMatch(/With --json: \S/);
      expect(help).not.toContain('`');
      for (const { command: example } of command.examples) {
        const called = callsIn(example).map((words) => parse(commands, withIds(words)).command);
        expect(called).toContain(command);
      }
      expect(help.split('\n').every((line) => line.length <= 110)).toBe(true);
    },
  );

  it('is in the overview, once', () => {
    const lines = overview(commands).split('\n');
    for (const { name } of commands) expect(lines.filter((line) => line.startsWith(`  ${name} `))).toHaveLength(1);
  });

  it('gives no short name to two options', () => {
    for (const { name, options } of commands) {
      const shorts = ['q', 'h', ...Object.values(options).flatMap(({ short }) => short ?? [])];
      expect({ name, shorts: new Set(shorts).size }).toEqual({ name, shorts: shorts.length });
    }
  });
});
