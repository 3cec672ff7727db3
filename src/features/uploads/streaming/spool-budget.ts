/** Limits the parts on disk: in all, and to a share of them for one organization. */
export class SpoolBudget {
  private total = 0;
  private readonly byOwner = new Map<string, number>();

  constructor(
    private readonly most: number,
    private readonly mostOfOne: number,
  ) {}

  /** Takes one place. Returns the function that releases it; `undefined` when there is none. */
  take(owner: string): (() => void) | undefined {
    const held = this.byOwner.get(owner) ?? 0;
    if (this.total >= this.most || held >= this.mostOfOne) return undefined;
    this.total += 1;
    this.byOwner.set(owner, held + 1);
    let taken = true;
    return () => {
      if (taken) this.giveBack(owner);
      taken = false;
    };
  }

  private giveBack(owner: string): void {
    const left = this.byOwner.get(owner)! - 1;
    this.total -= 1;
    if (left) this.byOwner.set(owner, left);
    else this.byOwner.delete(owner);
  }
}
