import 'reflect-metadata';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Body, Controller, Headers, Module, Post, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import fastify from 'fastify';
import type { Asked } from '../floor/asked.js';
import type { BenchTenant } from '../stage/tenants.js';
import { createOn } from './create.js';
import type { Framework } from './frameworks.js';

/**
 * What the statement of the product costs behind a framework that has nothing to do: no hooks, guards, pipes or rules. The
 * difference of two frameworks is the price of one, that to the product the price of the rules.
 */
const { BOUND_FRAMEWORK, BOUND_DATABASE_URL, BOUND_TENANTS } = process.env;
const { create } = await createOn(BOUND_DATABASE_URL!, JSON.parse(BOUND_TENANTS!) as BenchTenant[]);

async function bare(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  const created = await create(request.headers.authorization, JSON.parse(body) as Asked);
  if (!created) return void response.writeHead(401).end();
  const answer = JSON.stringify(created);
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
  response.end(answer);
}

async function listenBare(): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      bare(request, response, body).catch((error: Error) => response.writeHead(500).end(error.message));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function listenFastify(): Promise<string> {
  const server = fastify();
  server.post('/', async ({ headers, body }, reply) => {
    const created = await create(headers.authorization, body as Asked);
    return reply.status(created ? 201 : 401).send(created);
  });
  return server.listen({ port: 0, host: '127.0.0.1' });
}

@Controller()
class CreateController {
  @Post()
  async create(@Headers('authorization') authorization: string, @Body() asked: object): Promise<object> {
    const created = await create(authorization, asked as Asked);
    if (!created) throw new UnauthorizedException();
    return created;
  }
}

@Module({ controllers: [CreateController] })
class BoundModule {}

async function listenNest(): Promise<string> {
  const app = await NestFactory.create<NestFastifyApplication>(BoundModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

const listen: Record<Framework, () => Promise<string>> = { http: listenBare, fastify: listenFastify, nest: listenNest };
console.log(`bound ready on ${await listen[BOUND_FRAMEWORK as Framework]()}`);
process.on('SIGTERM', () => process.exit(0));
