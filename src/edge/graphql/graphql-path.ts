/** The path of GraphQL. Errors on it are rendered in the form that GraphQL clients expect. */
export const GRAPHQL_PATH = '/graphql';
