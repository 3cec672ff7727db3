/** The body of a create, as far as the floor reads it. */
export interface Asked {
  filename: string;
  content_type: string;
  file_size_bytes: number;
  metadata?: object;
}
