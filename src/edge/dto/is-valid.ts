import { getMetadataStorage, type ValidationArguments } from 'class-validator';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Check = (input: object, value: unknown) => boolean;

interface RulesOfProperty {
  name: string;
  /** The property is validated only if all of them hold: `@IsOptional()`. */
  conditions: Check[];
  checks: Check[];
}

const compiled = new WeakMap<object, RulesOfProperty[]>();

/**
 * Whether class-validator would report no error for an input. Its own pass builds the report while it validates, at a cost
 * for every request; most input is valid, so the report is made only for input that is not.
 */
export function isValid(input: object): boolean {
  const type = input.constructor;
  let rules = compiled.get(type);
  if (!rules) compiled.set(type, (rules = compile(type)));
  return rules.every(({ name, conditions, checks }) => {
    const value = (input as Record<string, unknown>)[name];
    return conditions.some((holds) => !holds(input, value)) || checks.every((holds) => holds(input, value));
  });
}

function compile(type: object): RulesOfProperty[] {
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(type as new () => object, '', false, false);
  return Object.entries(storage.groupByPropertyName(rules)).map(([name, all]) => {
    const conditions = all.filter((rule) => rule.type === 'conditionalValidation');
    const checks = all.filter((rule) => rule.type !== 'conditionalValidation');
    return { name, conditions: conditions.map(conditionOf), checks: checks.flatMap(checksOf) };
  });
}

const conditionOf = (rule: Rule): Check => rule.constraints[0] as Check;

function checksOf(rule: Rule): Check[] {
  if (rule.type === 'nestedValidation') return [(_, value) => isNestedValid(value)];
  return getMetadataStorage()
    .getTargetValidatorConstraints(rule.constraintCls)
    .map(({ instance }) => {
      const holds = (input: object, value: unknown) =>
        instance.validate(value, argumentsOf(rule, input, value)) === true;
      if (!rule.each) return holds;
      return (input, value) => (Array.isArray(value) ? value.every((item) => holds(input, item)) : holds(input, value));
    });
}

function isNestedValid(value: unknown): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.every(isNestedValid);
  return value instanceof Object && isValid(value);
}

function argumentsOf(rule: Rule, object: object, value: unknown): ValidationArguments {
  const { propertyName: property, constraints } = rule;
  return { targetName: object.constructor.name, property, object, value, constraints };
}
