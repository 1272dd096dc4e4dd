export * from './gatewayConfig';
