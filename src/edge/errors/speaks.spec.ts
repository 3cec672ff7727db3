import { Get } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { describe, expect, it } from '@jest/globals';
import { WordedError, words } from '../../shared/errors/words.js';
import { Speaks } from './speaks.js';

const missing = () => new WordedError('not-found', 'NOT_FOUND', ({ noun }) => `No such ${noun}.`);

@Speaks(words.files)
class Files {
  constructor(private readonly found: string) {}

  @Get('one')
  async one(prefix: string): Promise<string> {
    if (!this.found) throw missing();
    return prefix + this.found;
  }

  plain(): never {
    throw missing();
  }
}

describe('a controller that speaks the words of an API', () => {
  it('tells refusals in them', async () => {
    await expect(new Files('').one('')).rejects.toThrow('No such file.');
  });

  it('works as before otherwise, also for the framework', async () => {
    const files = new Files('there');
    expect(await files.one('is ')).toBe('is there');
    expect(files.constructor).toBe(Files);
    const { one, plain } = Files.prototype;
    expect([one.name, one.length]).toEqual(['one', 1]);
    expect(Reflect.getMetadata(PATH_METADATA, one)).toBe('one');
    expect(Reflect.getMetadata(METHOD_METADATA, one)).toBe(0);
    expect(() => plain()).toThrow('No such upload.');
  });
});
