/** As the portal answers with them. */
export const ERP = {
  name: 'erp',
  uid: '6c1f3b0e-95a4-4a7f-8d0a-0d6f8a3b2c11',
  state: 'requested',
  connected: false,
  serviceCount: 0,
  createdAt: '2026-01-01T00:00:00Z',
  labels: {},
};
export const INVOICES = {
  id: '0b9f8d66-6a2f-4b43-9a0a-7f0a0e1d2c33',
  environment: 'erp',
  name: 'invoices',
  displayName: 'Invoices',
  provider: 'Acme',
  description: 'Invoices',
  kinds: ['api', 'events'],
  createdAt: '2026-01-01T00:00:00Z',
  labels: {},
};
