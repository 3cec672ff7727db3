// The generated files that are read from sources, and from the command table of the built CLI: path → text. A test compares them.
import { readFileSync } from 'node:fs';
import { reference } from '../../cli/dist/reference.js';
import { owners } from '../arch/owners.mjs';
import { declaredOwners } from '../arch/ownership.mjs';
import { readMigrations, schemaAfter } from '../sources/migrations.mjs';
import { modelsOf } from '../sources/prisma-models.mjs';
import { sourceFiles } from '../sources/source-files.mjs';
import { queriesPage } from './queries-page.mjs';
import { tablesDiagram } from './tables-diagram.mjs';
import { repositoryFiles, touchedFilesPage } from './touched-files.mjs';

/** @returns {Record<string, string>} */
export function filesFromSources() {
  const schema = schemaAfter(readMigrations('prisma/migrations'));
  const { ownerOf } = declaredOwners(owners, schema);
  const models = modelsOf(readFileSync('prisma/schema.prisma', 'utf8'));
  return {
    'docs/generated/cli.md': reference(),
    'docs/generated/queries.sql': queriesPage(sourceFiles(), schema.functions, ownerOf),
    'docs/generated/tables.mmd': tablesDiagram(models, schema.tables, ownerOf),
    'docs/generated/touches.md': touchedFilesPage(repositoryFiles()),
  };
}
