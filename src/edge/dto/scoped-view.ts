import { type Actor, mayUse, type Scope } from '../../shared/actor.js';
import { missingScope } from '../../shared/rights.js';
import { propsOfPrototype, rememberScope } from './prop-registry.js';
import { View } from './view.js';

/**
 * A view whose properties need a scope, unless they are declared `open`. It may be part of the response to a caller
 * without that scope: writing needs another scope than reading.
 */
class ScopedView extends View {
  /** Withholds what this caller may not read: GraphQL returns null and FORBIDDEN for it, REST null. */
  shownTo(actor: Actor): this {
    for (const { name, scope } of propsOfPrototype(Object.getPrototypeOf(this) as object))
      if (scope && !mayUse(actor, scope)) this.withhold(name, () => missingScope(scope));
    return this;
  }
}

/** The base class of a view that shows its properties only to callers with this scope. */
export function viewFor(scope: Scope): typeof ScopedView {
  class ViewForScope extends ScopedView {}
  // Set before the properties of a subclass are declared: their types depend on it.
  rememberScope(ViewForScope.prototype, scope);
  return ViewForScope;
}
