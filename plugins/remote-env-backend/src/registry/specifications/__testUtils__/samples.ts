/** What documents of these tests are made of. */
export const info = {
  title: 'Orders',
  version: '1',
  description: 'All about orders',
};
export const operation = {
  summary: 'Find an order',
  responses: { 200: { description: 'ok' } },
};
