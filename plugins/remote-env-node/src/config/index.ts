export * from './gatewayConfig';
export * from './gatewayReports';
