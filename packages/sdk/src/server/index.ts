// Owns the entry `@affitor/sdk/server`.
import { Affitor } from './affitor.js';

export type { AffitorOptions } from './affitor.js';
export { AffitorApiError } from './api-error.js';
export type {
  TrackClickInput,
  TrackLeadInput,
  TrackRefundInput,
  TrackSaleInput,
} from './inputs.js';
export type {
  AffitorResponse,
  Readiness,
  TestReceipt,
  TrackClickData,
  TrackLeadData,
  TrackRefundData,
  TrackSaleData,
} from './replies.js';
export { Affitor };
// biome-ignore lint/style/noDefaultExport: the documentation imports it by either way.
export default Affitor;
