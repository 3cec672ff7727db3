import { specifiedRules } from 'graphql';
import { MAX_LISTED_ERRORS } from '../../../shared/errors/bounds.js';
import { introspectionRule } from './introspection-rule.js';
import { limitRule } from './limit-rule.js';

/** Rules of this service beside those of the specification. */
export const ownRules = [limitRule, introspectionRule];

export const allRules = [...specifiedRules, ...ownRules];

/** No more errors are looked for than are listed: each compares the name that was sent with all names of the schema. */
export const validationOptions = ({ introspection }: { introspection: boolean }) => ({
  maxErrors: MAX_LISTED_ERRORS,
  hideSuggestions: !introspection,
});
