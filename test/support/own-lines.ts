/** What a server printed of itself: without the lines that each request and each event of an upload brings. */
export const ownLines = (output: string[]) => output.filter((line) => !/"context":"(Access|Events)"/.test(line));
