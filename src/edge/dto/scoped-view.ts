import { type Actor, mayUse, type Scope } from '../../shared/actor.js';
import { missingScope } from '../../shared/rights.js';
import { propsOfPrototype, rememberScope } from './prop-registry.js';
import { View } from './view.js';

/**
 * A view whose properties need a scope, each unless it is declared `open`. It may be part of the answer to a caller
 * without that scope: an act needs another one than a read does.
 */
class ScopedView extends View {
  /** Leaves what this caller may see. GraphQL answers null and FORBIDDEN for the rest, REST null. */
  shownTo(actor: Actor): this {
    for (const { name, scope } of propsOfPrototype(Object.getPrototypeOf(this) as object))
      if (scope && !mayUse(actor, scope)) this.withhold(name, () => missingScope(scope));
    return this;
  }
}

/** The base class of a view that shows its properties only to callers with this scope. */
export function viewFor(scope: Scope): typeof ScopedView {
  class ViewForScope extends ScopedView {}
  // Known before the properties of a subclass are declared: their types depend on it.
  rememberScope(ViewForScope.prototype, scope);
  return ViewForScope;
}
