import { describe, expect, it } from '@jest/globals';
import { getMetadataStorage, IsEmail, IsString, MaxLength, validateSync } from 'class-validator';
import { rememberValidationRules } from './validation-rules.js';

class Named {
  @IsString()
  name: unknown = 'a';
}

class Person extends Named {
  @MaxLength(3)
  nickname: unknown = 'abc';

  @IsEmail()
  email: unknown = 'a@example.com';
}

const faultsOf = (value: object) => validateSync(value).flatMap(({ constraints }) => Object.keys(constraints ?? {}));

describe('remembered validation rules', () => {
  it('find what class-validator finds, inherited rules too, every time', () => {
    const storage = getMetadataStorage();
    const rulesOf = (type: new () => object) =>
      storage
        .getTargetValidationMetadatas(type, '', false, false)
        .map(({ propertyName, name }) => [propertyName, name]);
    const before = [rulesOf(Person), rulesOf(Named)];
    rememberValidationRules();
    expect([rulesOf(Person), rulesOf(Named)]).toEqual(before);
    expect([rulesOf(Person), rulesOf(Named)]).toEqual(before);
    expect(before[0]!.length).toBe(3);
  });

  it('refuse what is wrong, after what was right', () => {
    rememberValidationRules();
    expect(faultsOf(new Person())).toEqual([]);
    expect(faultsOf(Object.assign(new Person(), { name: 1, nickname: 'abcd', email: 'nobody' })).sort()).toEqual([
      'isEmail',
      'isString',
      'maxLength',
    ]);
    expect(faultsOf(new Named())).toEqual([]);
  });
});
