// Checks the wording of comments, API descriptions and documents (CONTRIBUTING.md). Prints each finding as file:line.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const rules = [
  {
    pattern: /\b(nobody|somebody|everybody|anybody|whoever)\b/i,
    reason: 'code is not a person: name the caller, the process or the value',
  },
  {
    pattern: /\((CONTRACT|DESIGN|STYLE)\b|\b(CONTRACT|DESIGN|STYLE)(\.md| \d)/,
    reason: 'not a document of this repository',
  },
];

// Migrations are never edited, decisions and the changelog are history, generated documents repeat what is checked here.
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(ts|mjs|md|prisma|yaml)$|(^|\/)\.env\.example$/.test(file))
  .filter((file) => !/^(prisma\/migrations|docs\/(decisions|generated)|CHANGELOG\.md)/.test(file))
  .filter((file) => file !== 'scripts/lint-words.mjs');

const isComment = (line) => /^\s*(\/\/|\/\*|\*|#)|\s\/\/\s|\bdescription: /.test(line);
const isText = (file) => /\.(md|yaml)$|\.env\.example$/.test(file);

let findings = 0;
for (const file of files) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    continue; // Deleted in the working tree.
  }
  for (const [index, line] of text.split('\n').entries()) {
    if (!isText(file) && !isComment(line)) continue;
    for (const { pattern, reason } of rules) {
      const found = pattern.exec(line)?.[0];
      if (!found) continue;
      findings++;
      console.log(`${file}:${index + 1}: "${found}": ${reason}\n    ${line.trim()}`);
    }
  }
}
console.log(findings ? `${findings} findings.` : 'Plain words everywhere.');
process.exitCode = findings ? 1 : 0;
