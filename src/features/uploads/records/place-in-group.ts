/** The order of uploads in every group, so that two groups never hold a row each that the other wants. */
export const placeInGroup = ({ workspaceId, id }: { workspaceId: string; id: string }): string =>
  `${workspaceId}/${id}`;
