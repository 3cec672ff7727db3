import type { Test } from 'supertest';
import type { TenancyApp } from './tenancy-app.js';

/** Makes accounts and memberships over REST, and logs in with them. */
export class People {
  constructor(private readonly tenancy: Pick<TenancyApp, 'ask'>) {}

  /** An access token. */
  async logIn(email: string, password: string): Promise<string> {
    const answer = await this.tenancy.ask('post', '/v1/auth/login').send({ email, password }).expect(200);
    return (answer.body as { access_token: string }).access_token;
  }

  /** The id of a new account. */
  async make(bearer: string, body: object): Promise<string> {
    const answer = await this.tenancy.ask('post', '/v1/users', bearer).send(body).expect(201);
    return (answer.body as { user_id: string }).user_id;
  }

  join(bearer: string, workspace: string, user_id: string, role: string): Test {
    return this.tenancy.ask('post', `/v1/workspaces/${workspace}/members`, bearer).send({ user_id, role });
  }
}
