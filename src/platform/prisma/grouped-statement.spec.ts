import { describe, expect, it } from '@jest/globals';
import { GroupedStatement, LOCK_NOT_AVAILABLE, type Outcome } from './grouped-statement.js';

type Run = (items: string[]) => Promise<Outcome<string>[]>;

/** The first item keeps the only slot until `go`, so that the others form one group. */
function grouped(run: Run) {
  const runs: string[][] = [];
  const first = Promise.withResolvers<void>();
  const statement = new GroupedStatement<string, string>(
    async (items) => {
      runs.push(items);
      if (items[0] === 'first') await first.promise;
      return run(items);
    },
    { orderOf: (item) => item, concurrency: 1 },
  );
  const together = async (items: string[]) => {
    const all = ['first', ...items].map((item) => statement.execute(item));
    first.resolve();
    return (await Promise.allSettled(all)).slice(1);
  };
  return { runs, together };
}

const answerEach: Run = async (items) => items.map((item) => ({ answer: `made ${item}` }));
const values = (results: PromiseSettledResult<Outcome<string>>[]) =>
  results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)));

describe('a grouped statement', () => {
  it('runs a group in order and answers each item with its own outcome', async () => {
    const { runs, together } = grouped(answerEach);
    expect(values(await together(['c', 'a', 'b']))).toEqual(
      ['c', 'a', 'b'].map((item) => ({ answer: `made ${item}` })),
    );
    expect(runs).toEqual([['first'], ['a', 'b', 'c']]);
  });

  it('runs an item again alone when another transaction holds its row', async () => {
    const { runs, together } = grouped(async (items) =>
      items.map((item) =>
        item === 'b' && items.length > 1 ? { refusal: LOCK_NOT_AVAILABLE } : { answer: `made ${item}` },
      ),
    );
    expect(values(await together(['a', 'b']))).toEqual([{ answer: 'made a' }, { answer: 'made b' }]);
    expect(runs).toEqual([['first'], ['a', 'b'], ['b']]);
  });

  it('leaves other refusals as they are', async () => {
    const { together } = grouped(async (items) => items.map(() => ({ refusal: 'AL001' })));
    expect(values(await together(['a']))).toEqual([{ refusal: 'AL001' }]);
  });

  it('runs each item alone when the group is refused as a whole', async () => {
    const { runs, together } = grouped(async (items) => {
      if (items.includes('bad')) throw new Error('defect');
      return answerEach(items);
    });
    expect(values(await together(['bad', 'good']))).toEqual(['Error: defect', { answer: 'made good' }]);
    expect(runs).toEqual([['first'], ['bad', 'good'], ['bad'], ['good']]);
  });

  it('does not run a group again when the database is unavailable', async () => {
    const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    const { runs, together } = grouped(async (items) => {
      if (items.includes('a')) throw away;
      return answerEach(items);
    });
    expect(values(await together(['a', 'b']))).toEqual([String(away), String(away)]);
    expect(runs).toHaveLength(2);
  });
});
