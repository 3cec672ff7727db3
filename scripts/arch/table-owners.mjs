// Part of `npm run arch`: each table and SQL function has one owner among the folders of src, and only it touches them.
import { readFileSync } from 'node:fs';
import { readMigrations, schemaAfter } from '../sources/migrations.mjs';
import { modelsOf } from '../sources/prisma-models.mjs';
import { sourceFiles } from '../sources/source-files.mjs';
import { inFolders, inFunctions } from './foreign-tables.mjs';
import { owners } from './owners.mjs';
import { declaredOwners, foreignTouches, foreignTouchesOfFunctions, misnamedFiles } from './ownership.mjs';
import { touchesOf, touchesOfFunctions } from './touches.mjs';

const schema = schemaAfter(readMigrations('prisma/migrations'));
// Made by the code that applies the migrations.
schema.tables.add('_prisma_migrations');
const models = modelsOf(readFileSync('prisma/schema.prisma', 'utf8'));
const files = sourceFiles();

const { ownerOf, problems } = declaredOwners(owners, schema);
const touches = touchesOf(files, schema, models);
const found = [
  ...problems,
  ...models.filter(({ table }) => !schema.tables.has(table)).map(({ name }) => `the model ${name} has no table`),
  ...foreignTouches(touches, ownerOf, inFolders),
  ...foreignTouchesOfFunctions(touchesOfFunctions(schema), ownerOf, inFunctions),
  ...misnamedFiles(
    files.map(({ path }) => path),
    touches,
  ),
];
for (const problem of found) console.error(problem);
if (found.length > 0) process.exit(1);
const exceptions = Object.keys({ ...inFunctions, ...inFolders }).length;
console.log(`${ownerOf.size} tables and SQL functions have one owner each; ${exceptions} exceptions are named`);
