import { isDatabaseUnavailable } from './database-errors.js';
import { GroupCommit, type GroupCommitOptions } from './group-commit.js';

/** The SQLSTATE of a row that another transaction holds. An item on its own can wait for it. */
export const LOCK_NOT_AVAILABLE = '55P03';

/** The result of one item: what the statement answered, or the SQLSTATE it was refused with. */
export type Outcome<Answer> = { answer: Answer } | { refusal: string };

export interface GroupedStatementOptions<Item> extends Partial<GroupCommitOptions> {
  /** Items are sorted by it, in one order everywhere, so that two groups never hold a row each that the other wants. */
  orderOf: (item: Item) => string;
}

/**
 * While moves meet, those of this time share a statement: of what a move of one upload costs, most is the statement, its
 * functions and its commit. Long enough that busy uploads meet, and short beside what a person notices.
 */
export const MOVES_PACE_MS = 30;

/**
 * One group at a time: what arrives meanwhile shares the next statement, its commit and its wait for the disk. A second group
 * beside it would wait for the same rows and the same disk, and cost the statement once more.
 */
const defaults: GroupCommitOptions = { concurrency: 1, maxItems: 32, slotTimeoutMs: 250 };

/**
 * One SQL function for many items that share a commit, each in a block of its own: a refusal concerns its own item. In a
 * group the function must not wait for locks (lock_timeout) but refuse with LOCK_NOT_AVAILABLE: such an item is run again
 * alone, where it can wait without holding up items of other tenants. If PostgreSQL refuses a group as a whole, each item
 * is run again alone, so that a defect of one affects no other.
 */
export class GroupedStatement<Item, Answer> {
  private readonly group: GroupCommit<Item, Outcome<Answer>>;

  constructor(
    /** Runs the function: one outcome for each item, in their order. */
    private readonly run: (items: Item[]) => Promise<Outcome<Answer>[]>,
    { orderOf, ...limits }: GroupedStatementOptions<Item>,
  ) {
    const commit = (items: Item[]) => this.runGroup(items, orderOf);
    this.group = new GroupCommit(commit, { ...defaults, ...limits });
  }

  async execute(item: Item): Promise<Outcome<Answer>> {
    const outcome = await this.group.add(item);
    const isBusy = 'refusal' in outcome && outcome.refusal === LOCK_NOT_AVAILABLE;
    return isBusy ? this.alone(item) : outcome;
  }

  /** In a transaction of its own, which may wait for locks. */
  async alone(item: Item): Promise<Outcome<Answer>> {
    return (await this.run([item]))[0]!;
  }

  private async runGroup(items: Item[], orderOf: (item: Item) => string): Promise<Outcome<Answer>[]> {
    if (items.length === 1) return this.run(items);
    const inOrder = items.toSorted((a, b) => Number(orderOf(a) > orderOf(b)) - Number(orderOf(a) < orderOf(b)));
    try {
      const outcomes = await this.run(inOrder);
      return items.map((item) => outcomes[inOrder.indexOf(item)]!);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      return items.map(() => ({ refusal: LOCK_NOT_AVAILABLE }));
    }
  }
}
