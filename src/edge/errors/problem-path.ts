/** Where the problem types are listed; the page of each is below. */
export const PROBLEMS_PATH = '/problems';

/** The page of a code: `/problems/not-found`. */
export const problemPath = (code: string) => `${PROBLEMS_PATH}/${code.toLowerCase().replaceAll('_', '-')}`;
