import { defineCommand } from '../arguments/definition.js';
import type { ExitReason } from '../errors/exit-codes.js';
import { failureOf, showFailure } from '../errors/report-failure.js';
import { ask } from '../terminal/ask.js';

export const rm = defineCommand({
  name: 'rm',
  summary: 'Delete files, or cancel uploads that are not finished.',
  description: 'Asks first on a terminal. What fails is reported, and the rest is still done.',
  positionals: { usage: '<id...>', description: 'Ids of files (`upl_…`).', min: 1, max: Infinity },
  options: { yes: { type: 'flag', short: 'y', description: 'Do not ask.' } },
  json: 'a line for each file: `{upload_id, done}`, `deleted` or `canceled`.',
  examples: [
    { command: 'airlock rm upl_0mj0b2c4d5e6f7g8', does: 'Delete a file' },
    {
      command: 'airlock ls --status PENDING --all --json | jq -r .upload_id | xargs airlock rm -y',
      does: 'Cancel what was never sent',
    },
  ],
  async run(context, { options, positionals }) {
    const { output, input, signal, client } = context;
    if (!options.yes && input.isTTY && !output.json) {
      const answer = await ask(
        { input, output: process.stderr, signal },
        `Delete ${positionals.join(' ')}? (yes/no)`,
        'no',
      );
      if (!/^y(es)?$/i.test(answer)) return void output.note('Nothing was deleted.');
    }
    const api = await client();
    let worst: ExitReason | undefined;
    for (const id of positionals)
      try {
        const canceled = await api.request('DELETE', '/v1/uploads/{upload_id}', { path: { upload_id: id }, signal });
        const done = canceled ? 'canceled' : 'deleted';
        output.result({ upload_id: id, done }, `${done} ${id}`);
      } catch (error) {
        signal.throwIfAborted();
        const failure = failureOf(error);
        showFailure({ ...failure, message: `${id}: ${failure.message}` }, output);
        worst ??= failure.reason;
      }
    return worst;
  },
});
