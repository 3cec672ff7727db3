/** The password in a connection string, from either of the two places that PostgreSQL allows; '' when it has none. */
export function passwordOf(url: string): string {
  const parsed = new URL(url);
  return decodeURIComponent(parsed.password) || (parsed.searchParams.get('password') ?? '');
}

/** The same database for another user. Without a host (a unix socket) user and password can only be parameters. */
export function connectionUrl(url: string, user: string, password: string): string {
  const parsed = new URL(url);
  parsed.searchParams.delete('user');
  parsed.searchParams.delete('password');
  if (parsed.host) {
    parsed.username = encodeURIComponent(user);
    parsed.password = encodeURIComponent(password);
  } else {
    parsed.searchParams.set('user', user);
    parsed.searchParams.set('password', password);
  }
  return parsed.href;
}
