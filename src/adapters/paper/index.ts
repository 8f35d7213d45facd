export { paperGateway, type PaperAccount, type PaperGateway, type PaperGatewayDeps } from './paperGateway.js';
export type { PaperCosts } from './paperOptions.js';
export type { PaperRecord } from './paperState.js';
export { readPaperRecord } from './readPaperRecord.js';
