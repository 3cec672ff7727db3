import { describe, expect, it } from '@jest/globals';
import { connectionUrl, passwordOf } from './connection-url.js';

describe('a connection string for another user', () => {
  it('preserves host, database and parameters', () => {
    expect(connectionUrl('postgresql://own:pw@db.example:5433/air?sslmode=require', 'app', 'a/b')).toBe(
      'postgresql://app:a%2Fb@db.example:5433/air?sslmode=require',
    );
  });

  it('removes a second user from the parameters', () => {
    const url = connectionUrl('postgresql://db.example/air?user=own&password=pw', 'app', 'secret');
    expect(url).toBe('postgresql://app:secret@db.example/air');
  });

  it('names the user as a parameter when there is no host', () => {
    expect(connectionUrl('postgresql:///air?host=%2Frun&user=own&password=pw', 'app', 'secret')).toBe(
      'postgresql:///air?host=%2Frun&user=app&password=secret',
    );
  });
});

describe('the password of a connection string', () => {
  it.each([
    ['postgresql://own:p%40ss@db.example/air', 'p@ss'],
    ['postgresql:///air?host=%2Frun&user=own&password=p%40ss', 'p@ss'],
    ['postgresql://own@db.example/air', ''],
  ])('of %s', (url, password) => {
    expect(passwordOf(url)).toBe(password);
  });
});
