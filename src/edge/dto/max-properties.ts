import { ValidateBy } from 'class-validator';

/** An object with at most `max` properties. */
export const MaxProperties = (max: number): PropertyDecorator =>
  ValidateBy({
    name: 'maxProperties',
    constraints: [max],
    validator: {
      validate: (value: unknown) => typeof value !== 'object' || value === null || Object.keys(value).length <= max,
      defaultMessage: () => `must name at most ${max} values`,
    },
  });
