import { describe, expect, it } from '@jest/globals';
import { modelsOf } from './prisma-models.mjs';

const schema = `
enum Tier {
  free
}

/// Who pays.
model Organization {
  id        String   @id
  tier      Tier     @default(free)
  usage     Usage[]

  @@map("organizations")
}

model Usage {
  organizationId String       @map("organization_id")
  shard          Int
  organization   Organization @relation(fields: [organizationId], references: [id], onDelete: Cascade)

  @@id([organizationId, shard])
  @@map("usage")
}
`;

it('reads tables, columns, keys and relations of the schema', () => {
  const [organization, usage] = modelsOf(schema);
  expect(organization).toMatchObject({ name: 'Organization', table: 'organizations', about: 'Who pays.' });
  expect(organization.columns.map(({ name, isKey }) => [name, isKey])).toEqual([
    ['id', true],
    ['tier', false],
  ]);
  expect(organization.relations).toMatchObject([{ name: 'usage', type: 'Usage', arity: '[]', foreignKey: [] }]);
  expect(usage.columns.map(({ column, isKey }) => [column, isKey])).toEqual([
    ['organization_id', true],
    ['shard', true],
  ]);
  expect(usage.relations).toMatchObject([{ type: 'Organization', arity: '', foreignKey: ['organizationId'] }]);
});

describe('a schema without comments', () => {
  it('has nothing to say about its models', () => {
    expect(modelsOf('model A {\n  id String @id\n}\n')).toMatchObject([{ name: 'A', table: 'A', about: '' }]);
  });
});
