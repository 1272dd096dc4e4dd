/** One small document of each format, all about parcels, and words of it that its page has to show. */
export interface FormatSample {
  name: string;
  part: 'api' | 'events';
  spec: object | string;
  shows: string;
}

const responses = { 200: { description: 'The parcel' } };
const parameter = { name: 'code', in: 'path', required: true };
const info = { title: 'Parcels', version: '1' };
const payload = { type: 'object', properties: { code: { type: 'string' } } };

const openApi = (openapi: string) => ({
  openapi,
  info,
  paths: {
    '/parcels/{code}': {
      get: {
        parameters: [{ ...parameter, schema: { type: 'string' } }],
        responses,
      },
    },
  },
});

const YAML = `openapi: 3.1.0
info: {title: Parcels, version: '1'} # written by hand
paths:
  /parcels/{code}:
    get:
      parameters: [{name: code, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: The parcel}}
`;

const EDMX_2 = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx">
  <edmx:DataServices>
    <Schema Namespace="post" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">
      <EntityType Name="Parcel">
        <Key><PropertyRef Name="Code"/></Key>
        <Property Name="Code" Type="Edm.String" Nullable="false"/>
      </EntityType>
      <EntityContainer Name="Container"><EntitySet Name="ParcelSet" EntityType="post.Parcel"/></EntityContainer>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
`;

const CSDL = {
  $Version: '4.01',
  $EntityContainer: 'post.Container',
  post: {
    Parcel: { $Kind: 'EntityType', $Key: ['Code'], Code: {} },
    Container: {
      $Kind: 'EntityContainer',
      ParcelSet: { $Collection: true, $Type: 'post.Parcel' },
    },
  },
};

export const FORMAT_SAMPLES: readonly FormatSample[] = [
  {
    name: 'Swagger 2.0',
    part: 'api',
    spec: {
      swagger: '2.0',
      info,
      paths: {
        '/parcels/{code}': {
          get: { parameters: [{ ...parameter, type: 'string' }], responses },
        },
      },
    },
    shows: '/parcels/{code}',
  },
  ...['3.0.3', '3.1.0', '3.2.0'].map(
    (version): FormatSample => ({
      name: `OpenAPI ${version}`,
      part: 'api',
      spec: openApi(version),
      shows: '/parcels/{code}',
    }),
  ),
  {
    name: 'OpenAPI in YAML',
    part: 'api',
    spec: YAML,
    shows: '/parcels/{code}',
  },
  { name: 'OData 2', part: 'api', spec: EDMX_2, shows: 'ParcelSet' },
  { name: 'OData 4 in JSON', part: 'api', spec: CSDL, shows: 'ParcelSet' },
  {
    name: 'AsyncAPI 1',
    part: 'events',
    spec: {
      asyncapi: '1.2.0',
      info,
      topics: { 'parcel.sent.v1': { publish: { payload } } },
    },
    shows: 'parcel.sent',
  },
  {
    name: 'AsyncAPI 2',
    part: 'events',
    spec: {
      asyncapi: '2.6.0',
      info,
      channels: { 'parcel.sent.v1': { subscribe: { message: { payload } } } },
    },
    shows: 'parcel.sent',
  },
  {
    name: 'AsyncAPI 3',
    part: 'events',
    spec: {
      asyncapi: '3.0.0',
      info,
      channels: {
        sent: {
          address: 'parcel.sent.v1',
          messages: { Sent: { payload } },
        },
      },
      operations: {
        send: { action: 'send', channel: { $ref: '#/channels/sent' } },
      },
    },
    shows: 'parcel.sent',
  },
  {
    name: 'AsyncAPI 3 without operations',
    part: 'events',
    spec: {
      asyncapi: '3.0.0',
      info,
      channels: {
        sent: {
          address: 'parcel.sent.v1',
          description: 'Each parcel that leaves the house',
          messages: { Sent: { title: 'Parcel sent', payload } },
        },
        lost: { address: 'parcel.lost.v1' },
      },
    },
    shows: 'Parcel sent',
  },
];
