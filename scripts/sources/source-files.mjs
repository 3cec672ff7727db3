// The source files of the service, parsed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const isSource = (path) =>
  path.endsWith('.ts') && !/\.(spec|contract)\.ts$/.test(path) && !path.startsWith('src/generated');

/** @returns {{ path: string, source: ts.SourceFile }[]} in the order of their paths */
export function sourceFiles(directory = 'src') {
  const paths = readdirSync(directory, { recursive: true }).map((path) => join(directory, path));
  return paths
    .filter(isSource)
    .sort()
    .map((path) => ({ path, source: parsed(path, readFileSync(path, 'utf8')) }));
}

export const parsed = (path, text) => ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);

/** The folder that owns tables: a feature, or a part of `platform` or `edge`. */
export const folderOf = (path) =>
  path
    .split('/')
    .slice(1, path.startsWith('src/boot') ? 2 : 3)
    .join('/');
