import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { call, type ClientIdentity } from './http';
import { readDocuments } from '../documents';
import type { ClientCredentials } from '../api/oauth';

const managementInfoSchema = z.object({
  clientIdentity: z.object({ application: z.string() }),
  urls: z.object({ metadataUrl: z.url(), eventsUrl: z.url() }),
});
const servicesSchema = z.array(
  z.object({ id: z.string(), identifier: z.string().optional() }),
);
const registeredSchema = z.object({ id: z.string() });
const acceptedSchema = z.object({ 'event-id': z.string() });

const IDENTIFIER = 'shop-orders-v1';

/** The shop's side of the edge's protocol: registers its service, sends its events. */
export class Connector {
  private constructor(
    private readonly identity: ClientIdentity,
    private readonly ca: string | undefined,
    private readonly urls: { metadataUrl: string; eventsUrl: string },
    readonly application: string,
  ) {}

  static async create(options: {
    identity: ClientIdentity;
    infoUrl: string;
    ca?: string;
  }): Promise<Connector> {
    const info = await call(
      options.infoUrl,
      { ca: options.ca, identity: options.identity },
      managementInfoSchema,
    );
    return new Connector(
      options.identity,
      options.ca,
      info.urls,
      info.clientIdentity.application,
    );
  }

  /** Registers the orders service, or brings its registration up to date. @returns its id */
  async register(baseUrl: string, client: ClientCredentials): Promise<string> {
    const documents = readDocuments();
    const definition = {
      provider: 'Shop team',
      name: 'Orders',
      description:
        'Orders of the web shop: look up what a customer bought, place an order, hear of new ones.',
      shortDescription: 'Orders of the web shop',
      identifier: IDENTIFIER,
      labels: { sample: 'true' },
      api: {
        targetUrl: baseUrl,
        spec: documents.openapi,
        credentials: { oauth: { url: `${baseUrl}/oauth/token`, ...client } },
      },
      events: { spec: documents.asyncapi },
      documentation: {
        displayName: 'Orders',
        description: 'How to work with orders',
        type: 'guide',
        tags: ['orders'],
        docs: [
          {
            title: 'Getting started',
            type: 'md',
            source: documents.gettingStarted,
          },
        ],
      },
    };
    const { metadataUrl } = this.urls;
    const base = { ca: this.ca, identity: this.identity };
    const known = (await call(metadataUrl, base, servicesSchema)).find(
      s => s.identifier === IDENTIFIER,
    );
    if (known) {
      await call(
        `${metadataUrl}/${known.id}`,
        { ...base, method: 'PUT', body: definition },
        z.unknown(),
      );
      return known.id;
    }
    const { id } = await call(
      metadataUrl,
      { ...base, method: 'POST', body: definition },
      registeredSchema,
    );
    return id;
  }

  /** Sends one event in the older protocol's form. */
  async sendLegacyEvent(
    type: string,
    version: string,
    data: unknown,
  ): Promise<void> {
    await call(
      this.urls.eventsUrl,
      {
        ca: this.ca,
        identity: this.identity,
        method: 'POST',
        body: {
          'event-type': type,
          'event-type-version': version,
          'event-id': randomUUID(),
          'event-time': new Date().toISOString(),
          data,
        },
      },
      acceptedSchema,
    );
  }

  /** Sends one event as CloudEvents 1.0 in structured mode. */
  async sendCloudEvent(
    type: string,
    version: string,
    data: unknown,
  ): Promise<void> {
    await call(
      this.urls.eventsUrl.replace(/\/v1\/events$/, '/events'),
      {
        ca: this.ca,
        identity: this.identity,
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: {
          specversion: '1.0',
          id: randomUUID(),
          source: this.application,
          type,
          eventtypeversion: version,
          time: new Date().toISOString(),
          datacontenttype: 'application/json',
          data,
        },
      },
      z.unknown(),
    );
  }
}
