import { defineCommand } from '../../arguments/definition.js';
import { styled } from '../../output/styles.js';
import { highlighted } from './highlighted.js';

export const searchDocuments = defineCommand({
  name: 'docs search',
  summary: 'Search the text of the documents.',
  positionals: { usage: '<words...>', description: 'What to look for.', min: 1, max: Infinity },
  options: {
    'knowledge-base': { type: 'text', short: 'k', value: 'ID', description: 'Only in this knowledge base.' },
    limit: { type: 'integer', value: 'N', range: [1, 100], default: 10, description: 'Hits at most.' },
  },
  json: 'one document: `{items, match, is_partial}`, as the API answers it.',
  examples: [{ command: 'airlock docs search notice period', does: 'Where is it written?' }],
  async run({ output, signal, client }, { options, positionals }) {
    const query = { q: positionals.join(' '), knowledge_base_id: options['knowledge-base'], limit: options.limit };
    const found = await (await client()).documents().search({ ...query, signal });
    if (output.json) return output.result(found);
    for (const hit of found.items) {
      const place = hit.page ? `, page ${hit.page}` : hit.sheet ? `, ${hit.sheet}` : '';
      output.line(styled('bold', hit.document_name), place, styled('dim', `  ${hit.document_id}`));
      output.line('  ', ...highlighted(hit.highlight));
    }
    if (found.items.length === 0)
      output.note('Nothing was found. Documents that are still processed are not searched.');
    if (found.is_partial) output.note('There may be more: the search was ended early.');
  },
});
