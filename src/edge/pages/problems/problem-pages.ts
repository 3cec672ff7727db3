import { PROBLEMS_PATH, problemPath } from '../../errors/problem-path.js';
import { html, prose } from '../html.js';
import type { Page } from '../page.js';
import type { ProblemType } from './problem-type.js';

/** One problem type. */
export const problemPage = ({ title, code, status, cause, remedy, retryable, apis }: ProblemType): Page => ({
  title,
  content: html`<h1>${title}</h1>
    <dl>
      <dt>Code</dt>
      <dd><code>${code}</code></dd>
      <dt>Status</dt>
      <dd>${status}</dd>
      <dt>Retry</dt>
      <dd>${retryable ? 'Yes: the same request may succeed later.' : 'No: the same request is refused again.'}</dd>
      <dt>API</dt>
      <dd>${apis === 'all' ? 'All' : apis.join(', ')}</dd>
    </dl>
    <h2>Cause</h2>
    <p>${prose(cause)}</p>
    <h2>What to do</h2>
    <p>${prose(remedy)}</p>
    <h2>This time</h2>
    <p>
      ${prose('The `detail` of the answer says what was wrong with the request, `errors` lists the fields. Quote its `request_id` when you report it.')}
    </p>`,
});

/** All of them. */
export const problemsPage = (types: readonly ProblemType[]): Page => ({
  title: 'Problems',
  content: html`<h1>Problems</h1>
    <p>
      ${prose('Every error has one of these as its `code`, and the address of its page as its `type`. Programs decide by the `code`.')}
    </p>
    <ul>
      ${types.map(
        ({ title, code, status }) =>
          html`<li>
            <a href="${problemPath(code)}">${title}</a><br /><span>${status} <code>${code}</code></span>
          </li> `,
      )}
    </ul>`,
});

/** The page of a path below `/problems` that names none. */
export const noProblemPage: Page = {
  title: 'No such problem type',
  content: html`<h1>No such problem type</h1>
    <p>The service has no problem type of this name. <a href="${PROBLEMS_PATH}">All problem types</a></p>`,
};
