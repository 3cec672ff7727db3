/** How long a token lives, in seconds. */
export const tokenLife = { least: 60, usual: 3600, most: 7 * 24 * 3600 } as const;
