import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { requiredHandlers } from './required-handlers.js';

let sources: string;

beforeAll(async () => {
  const names = (await readdir('src', { recursive: true })).filter((name) => /(?<!\.spec)\.ts$/.test(name));
  sources = (await Promise.all(names.map((name) => readFile(join('src', name), 'utf8')))).join('\n');
});

const matches = (pattern: RegExp) => [...sources.matchAll(pattern)].map(([, ...groups]) => groups.join(' ')).sort();

describe('the table of required handlers', () => {
  it('has every kind of handler', () => {
    const declared = matches(/= handlerDecorator<.*>\(\s*'([^']+)'/g);
    expect(requiredHandlers.map(({ decorator }) => decorator.kind).sort()).toEqual(declared);
  });

  it('has every handler: one that a module lost, or never had, is missed at the start', () => {
    const decorators = matches(/export const (\w+) = handlerDecorator/g).join('|');
    const declared = matches(new RegExp(`^@(?:${decorators})\\(\\{\\s*name: '([^']+)'`, 'gm'));
    const required = requiredHandlers.flatMap(({ api = [], worker = [], both = [] }) => [...api, ...worker, ...both]);
    expect(required.toSorted()).toEqual(declared);
  });
});
