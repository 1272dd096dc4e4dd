/** Documents that are in order, to be broken. */

export const OPENAPI_30 = {
  openapi: '3.0.3',
  info: { title: 'Orders', version: '1' },
  servers: [{ url: 'https://shop.example' }],
  tags: [{ name: 'orders' }],
  paths: {
    '/orders/{code}': {
      parameters: [
        {
          name: 'code',
          in: 'path',
          required: true,
          schema: { type: 'string' },
        },
      ],
      get: {
        operationId: 'findOrder',
        responses: {
          200: {
            description: 'ok',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Order' },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Order: {
        type: 'object',
        required: ['code'],
        properties: { code: { type: 'string', enum: ['a', 'b'] } },
      },
    },
  },
};

export const OPENAPI_31 = { ...OPENAPI_30, openapi: '3.1.0' };
export const OPENAPI_32 = { ...OPENAPI_30, openapi: '3.2.0' };

export const SWAGGER = {
  swagger: '2.0',
  info: { title: 'Orders', version: '1' },
  host: 'shop.example',
  basePath: '/v1',
  schemes: ['https'],
  paths: {
    '/orders': {
      get: {
        parameters: [{ name: 'q', in: 'query', type: 'string' }],
        responses: {
          200: {
            description: 'ok',
            schema: { $ref: '#/definitions/Order' },
          },
        },
      },
    },
  },
  definitions: { Order: { type: 'object', properties: {} } },
};

export const ASYNCAPI_1 = {
  asyncapi: '1.2.0',
  info: { title: 'Orders', version: '1' },
  baseTopic: 'shop',
  servers: [{ url: 'mqtt.example', scheme: 'mqtt' }],
  topics: {
    'order.created.v1': {
      publish: { $ref: '#/components/messages/created' },
    },
    'order.paid.v1': { subscribe: { payload: { type: 'object' } } },
  },
  components: {
    messages: {
      created: { summary: 'An order was created', payload: { type: 'object' } },
    },
  },
};

export const ASYNCAPI_2 = {
  asyncapi: '2.6.0',
  info: { title: 'Orders', version: '1' },
  channels: {
    'order.created.v1': {
      subscribe: {
        operationId: 'created',
        message: {
          name: 'created',
          payload: { type: 'object', properties: { code: { type: 'string' } } },
        },
      },
    },
  },
};

export const ASYNCAPI_3 = {
  asyncapi: '3.0.0',
  info: { title: 'Orders', version: '1' },
  channels: {
    created: {
      address: 'order.created.v1',
      messages: { created: { payload: { type: 'object' } } },
    },
  },
  operations: {
    sendCreated: {
      action: 'send',
      channel: { $ref: '#/channels/created' },
    },
  },
};

export const CSDL = {
  $Version: '4.01',
  $EntityContainer: 'shop.Container',
  shop: {
    $Alias: 'self',
    Order: {
      $Kind: 'EntityType',
      $Key: ['Code'],
      Code: { '@Core.Description': 'What it is known by' },
      Total: { $Type: 'Edm.Decimal', $Precision: 10, $Scale: 2 },
      Status: { $Type: 'self.Status', $Nullable: true },
      Items: {
        $Kind: 'NavigationProperty',
        $Collection: true,
        $Type: 'shop.Item',
      },
    },
    Item: { $Kind: 'EntityType', $Key: ['Line'], Line: { $Type: 'Edm.Int32' } },
    Status: { $Kind: 'EnumType', Open: 0, Paid: 1 },
    Cancel: [
      {
        $Kind: 'Action',
        $IsBound: true,
        $Parameter: [{ $Name: 'order', $Type: 'shop.Order' }],
      },
    ],
    Cheapest: [{ $Kind: 'Function', $ReturnType: { $Type: 'shop.Order' } }],
    Container: {
      $Kind: 'EntityContainer',
      Orders: { $Collection: true, $Type: 'shop.Order' },
      Newest: { $Type: 'shop.Order' },
      Cheapest: { $Function: 'shop.Cheapest' },
    },
  },
};

export const EDMX_4 = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:DataServices>
    <Schema Namespace="shop" Alias="self" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EntityType Name="Order">
        <Key><PropertyRef Name="Code"/></Key>
        <Property Name="Code" Type="Edm.String" Nullable="false" MaxLength="10">
          <Annotation Term="Org.OData.Core.V1.Description" String="What it is known by"/>
        </Property>
        <Property Name="Status" Type="self.Status"/>
        <NavigationProperty Name="Items" Type="Collection(shop.Item)"/>
      </EntityType>
      <EntityType Name="Item">
        <Key><PropertyRef Name="Line"/></Key>
        <Property Name="Line" Type="Edm.Int32" Nullable="false"/>
      </EntityType>
      <EnumType Name="Status"><Member Name="Open" Value="0"/><Member Name="Paid" Value="1"/></EnumType>
      <Action Name="Cancel" IsBound="true"><Parameter Name="order" Type="shop.Order"/></Action>
      <Function Name="Cheapest"><ReturnType Type="shop.Order"/></Function>
      <EntityContainer Name="Container">
        <EntitySet Name="Orders" EntityType="shop.Order"/>
        <Singleton Name="Newest" Type="shop.Order"/>
        <FunctionImport Name="Cheapest" Function="shop.Cheapest"/>
      </EntityContainer>
      <Annotations Target="shop.Container/Orders">
        <Annotation Term="Org.OData.Core.V1.Description" String="All orders"/>
      </Annotations>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
`;

export const EDMX_2 = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"
  xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" xmlns:sap="http://www.sap.com/Protocols/SAPData">
  <edmx:DataServices m:DataServiceVersion="2.0">
    <Schema Namespace="shop" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">
      <EntityType Name="Order">
        <Key><PropertyRef Name="Code"/></Key>
        <Property Name="Code" Type="Edm.String" Nullable="false" sap:label="What it is known by"/>
        <NavigationProperty Name="Items" Relationship="shop.OrderItems" FromRole="Order" ToRole="Item"/>
      </EntityType>
      <EntityType Name="Item">
        <Key><PropertyRef Name="Line"/></Key>
        <Property Name="Line" Type="Edm.Int32" Nullable="false"/>
      </EntityType>
      <Association Name="OrderItems">
        <End Type="shop.Order" Multiplicity="1" Role="Order"/>
        <End Type="shop.Item" Multiplicity="*" Role="Item"/>
      </Association>
      <EntityContainer Name="Container" m:IsDefaultEntityContainer="true">
        <EntitySet Name="Orders" EntityType="shop.Order"/>
        <EntitySet Name="Items" EntityType="shop.Item"/>
        <FunctionImport Name="CancelOrder" ReturnType="shop.Order" EntitySet="Orders" m:HttpMethod="POST">
          <Parameter Name="Code" Type="Edm.String" Mode="In"/>
        </FunctionImport>
      </EntityContainer>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
`;
