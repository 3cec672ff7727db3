/** Where GraphQL lives; errors on this path are rendered as GraphQL's clients read them. */
export const GRAPHQL_PATH = '/graphql';
