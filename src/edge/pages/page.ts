import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Html, html } from './html.js';
import { style } from './style.js';

/** A page of the service: it loads nothing, and runs nothing. */
export interface Page {
  title: string;
  content: Html;
}

/** Byte for byte what the policy allows. */
const styleElement = new Html(`<style>${style}</style>`);
const hash = createHash('sha256').update(style).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Whether the client is a browser that opens a page, not a program that reads data. */
export const wantsPage = ({ headers }: FastifyRequest) => headers.accept?.includes('text/html') ?? false;

export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .header('content-security-policy', POLICY)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>\n${documentOf(page).text}\n`);
}

const documentOf = ({ title, content }: Page) =>
  html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title} · Airlock</title>
      ${styleElement}
    </head>
    <body>
      <nav><a href="/docs">REST API</a> · <a href="/graphql">GraphQL</a> · <a href="/problems">Problems</a></nav>
      <main>${content}</main>
      <footer>Airlock</footer>
    </body>
  </html>`;
