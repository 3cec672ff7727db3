import { ValidateBy } from 'class-validator';

/** An object of no more than so many names. */
export const NamesFew = (max: number): PropertyDecorator =>
  ValidateBy({
    name: 'namesFew',
    constraints: [max],
    validator: {
      validate: (value: unknown) => typeof value !== 'object' || value === null || Object.keys(value).length <= max,
      defaultMessage: () => `must name at most ${max} values`,
    },
  });
