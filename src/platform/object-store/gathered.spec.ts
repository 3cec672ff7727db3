import { expect, it } from '@jest/globals';
import { gathered } from './gathered.js';

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

it.each([[['abc']], [['a', '', 'bc']], [['ab', 'c', '']]])('gathers the bytes of %j', async (texts) => {
  expect((await gathered(chunks(...texts), 3)).toString()).toBe('abc');
});

it('gathers nothing from nothing', async () => {
  expect(await gathered(chunks(), 0)).toHaveLength(0);
});

it.each([[['ab']], [['abc', 'd']], [['abcd']], [[]]])('refuses %j for three bytes', async (texts) => {
  await expect(gathered(chunks(...texts), 3)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
});
