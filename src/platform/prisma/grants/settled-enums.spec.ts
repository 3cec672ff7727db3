import { describe, expect, it } from '@jest/globals';
import { withSettledEnums } from './settled-enums.js';

describe('migrations with settled enums', () => {
  it('have every value from the creation of the type on', () => {
    const migrations = [
      `CREATE TYPE method AS ENUM ('PUT');\nCREATE TYPE tier AS ENUM ('free');`,
      `ALTER TYPE method ADD VALUE 'POST';`,
      `-- more\nALTER TYPE method ADD VALUE 'TUS';\nALTER TYPE row ADD ATTRIBUTE x text;`,
    ];
    expect(withSettledEnums(migrations)).toEqual([
      `CREATE TYPE method AS ENUM ('POST', 'TUS', 'PUT');\nCREATE TYPE tier AS ENUM ('free');`,
      '',
      `-- more\n\nALTER TYPE row ADD ATTRIBUTE x text;`,
    ]);
  });
});
