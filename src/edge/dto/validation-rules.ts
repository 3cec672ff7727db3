import { getMetadataStorage } from 'class-validator';

const storage = getMetadataStorage();
const find = storage.getTargetValidationMetadatas.bind(storage);
const known = new WeakMap<object, ReturnType<typeof find>>();

/**
 * For each object it validates, class-validator looks through every DTO class of the program. What it finds for a class
 * never changes once the program is loaded: it is asked once. Call this before the first validation.
 */
export function rememberValidationRules(): void {
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (schema || always || strictGroups || groups) return find(target, schema, always, strictGroups, groups);
    let rules = known.get(target);
    if (!rules) known.set(target, (rules = find(target, schema, always, strictGroups)));
    return rules;
  };
}
