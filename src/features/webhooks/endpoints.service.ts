import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { isLocalName, literalAddress, mayReach } from '../../platform/outgoing/address-policy.js';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import type { AuditAction } from '../../shared/audit/actions.js';
import { isId, newId } from '../../shared/ids.js';
import { type Page, pageOf, type ListPage } from '../../shared/page.js';
import { type Act, AuditTrail, changedFields, type RecordAct } from '../audit/index.js';
import { type Endpoint, type EndpointStatus, MAX_ENDPOINTS } from './domain/endpoint.js';
import { endpointUrlProblem } from './domain/endpoint-url.js';
import { EVERY_EVENT } from './domain/event-types.js';
import { WebhookSecrets } from './domain/webhook-secret.js';
import type { CreateEndpointInput, UpdateEndpointInput } from './dto/endpoint.input.js';
import { EndpointsRepository } from './endpoints.repository.js';

/** Both secrets are valid for this long, so that receivers can change theirs without losing a delivery. */
const OVERLAP_HOURS = 24;

/** An endpoint and, in the answers that may show it, its secret. */
export interface EndpointWithSecret {
  endpoint: Endpoint;
  secret?: string;
}

/** Webhook endpoints, for administrators. */
@Injectable()
export class EndpointsService {
  private readonly secrets: WebhookSecrets;
  private readonly allowPrivate: boolean;

  constructor(
    private readonly endpoints: EndpointsRepository,
    private readonly audit: AuditTrail,
    config: Config,
  ) {
    this.secrets = new WebhookSecrets(config.get('AIRLOCK_SECRET')!);
    this.allowPrivate = config.get('WEBHOOK_ALLOW_PRIVATE_NETWORKS');
  }

  async get(actor: Actor, id: string): Promise<Endpoint> {
    return found(isId('whk', id) ? await this.endpoints.find(actor, id) : null);
  }

  /** The answer to the request that created it, again. */
  async made(actor: Actor, id: string): Promise<EndpointWithSecret> {
    return this.withSecret(await this.get(actor, id));
  }

  async list(actor: Actor, page: ListPage): Promise<Page<Endpoint>> {
    return pageOf(await this.endpoints.list(actor, page), page, (endpoint) => endpoint);
  }

  async create(actor: Actor, input: CreateEndpointInput): Promise<EndpointWithSecret> {
    this.requireCallable(input.url);
    const { url, description = null, status = 'active' } = input;
    const settings = { url, description, status: status as EndpointStatus, events: eventsOf(input.events) };
    const made = { id: newId('whk'), ...settings };
    const record = this.recording(actor, 'webhook_endpoint.create', made.id, detailOf(settings));
    const endpoint = await this.endpoints.create(actor, made, record);
    if (!endpoint)
      throw Errors.invalidState(`The workspace has ${MAX_ENDPOINTS} webhook endpoints. Delete one that is not used.`);
    return this.withSecret(endpoint);
  }

  async update(actor: Actor, id: string, input: UpdateEndpointInput): Promise<Endpoint> {
    await this.get(actor, id);
    if (input.url !== undefined) this.requireCallable(input.url);
    const { url, description } = input;
    const events = input.events === undefined ? undefined : eventsOf(input.events);
    const record = this.recording(actor, 'webhook_endpoint.update', id, detailOf(input));
    const changes = { url, description, events, status: statusOf(input.status) };
    return found(await this.endpoints.update(actor, id, changes, record));
  }

  async rotate(actor: Actor, id: string): Promise<EndpointWithSecret> {
    await this.get(actor, id);
    const record = this.recording(actor, 'webhook_endpoint.rotate_secret', id);
    return this.withSecret(found(await this.endpoints.rotate(actor, id, OVERLAP_HOURS, record)));
  }

  /** Returns it as it was. */
  async remove(actor: Actor, id: string): Promise<Endpoint> {
    const endpoint = await this.get(actor, id);
    const record = this.recording(actor, 'webhook_endpoint.delete', id);
    if (!(await this.endpoints.remove(actor, id, record))) throw Errors.notFound('Webhook endpoint');
    return endpoint;
  }

  private recording(actor: Actor, action: AuditAction, target: string, detail: Act['detail'] = {}): RecordAct {
    return this.audit.recording(actor, { action, target, workspaceId: actor.workspaceId, detail });
  }

  private withSecret(endpoint: Endpoint): EndpointWithSecret {
    return { endpoint, secret: this.secrets.shown(endpoint.id, endpoint.secretVersion) };
  }

  /** A URL that can never be called is refused now; a host name may resolve to any address later and is checked at every call. */
  private requireCallable(text: string): void {
    const problem = endpointUrlProblem(text) ?? this.hostProblem(new URL(text));
    if (problem) throw Errors.invalidField('url', problem);
  }

  private hostProblem(url: URL): string | undefined {
    const address = literalAddress(url) ?? (isLocalName(url.hostname) ? '127.0.0.1' : undefined);
    const refused = address !== undefined && !mayReach(address, this.allowPrivate);
    return refused ? 'must not lead to a private, link-local or metadata address' : undefined;
  }
}

/** The host of a new URL: its path may hold a secret. */
function detailOf(input: UpdateEndpointInput): Act['detail'] {
  const host = input.url === undefined ? {} : { host: new URL(input.url).hostname };
  return { fields: changedFields(input), ...host };
}

/** `*` includes every type. */
function eventsOf(given: string[] = [EVERY_EVENT]): string[] {
  return given.includes(EVERY_EVENT) ? [EVERY_EVENT] : [...new Set(given)];
}

const statusOf = (status: string | undefined) => status as EndpointStatus | undefined;

function found(endpoint: Endpoint | null): Endpoint {
  if (!endpoint) throw Errors.notFound('Webhook endpoint');
  return endpoint;
}
