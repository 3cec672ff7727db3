import type { ExecutionContext } from '@nestjs/common';

/** A handler and its class: the places of its decorators, in the order in which they are read. */
export type Decorated = [handler: object, type: object];

/** What the decorators of a handler say, read at its first request: reflection costs more than the check that needs it. */
export class PerHandler<Rule extends object> {
  private readonly rules = new WeakMap<object, WeakMap<object, Rule>>();

  constructor(private readonly read: (decorated: Decorated) => Rule) {}

  of(context: ExecutionContext): Rule {
    const [handler, type] = [context.getHandler(), context.getClass()];
    let ofType = this.rules.get(type);
    if (!ofType) this.rules.set(type, (ofType = new WeakMap()));
    let rule = ofType.get(handler);
    if (!rule) ofType.set(handler, (rule = this.read([handler, type])));
    return rule;
  }
}
