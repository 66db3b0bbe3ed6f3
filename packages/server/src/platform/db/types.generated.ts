// Owns the types of the rows, made from the migrations by db-types.test.ts.

import type { ColumnType } from "kysely";

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;

export type JsonArray = JsonValue[];

export type JsonObject = {
  [x: string]: JsonValue | undefined;
};

export type JsonPrimitive = boolean | number | string | null;

export type JsonValue = JsonArray | JsonObject | JsonPrimitive;

export interface AppUser {
  created_at: Date;
  email: string;
  email_verified: Generated<boolean>;
  id: Generated<number>;
  image: string | null;
  name: string;
  two_factor_enabled: Generated<boolean>;
  updated_at: Date;
}

export interface AttemptCounter {
  attempts: number;
  key: Buffer;
  window_ends_at: Date;
}

export interface AttributionDecision {
  candidates: JsonValue;
  customer_id: bigint;
  decided_at: Date;
  id: Generated<bigint>;
  partner_id: number | null;
  program_id: number;
  rule: string;
  subject: string;
  subject_id: string;
  winner_click_id: string | null;
}

export interface AuditLog {
  action: string;
  actor: string;
  details: Generated<JsonValue>;
  happened_at: Date;
  id: Generated<bigint>;
  program_id: number | null;
  request_id: string | null;
  target: string;
  workspace_id: number;
}

export interface Click {
  clicked_at: Date;
  context: JsonValue;
  customer_id: bigint;
  is_bot: Generated<boolean>;
  is_repeat: Generated<boolean>;
  link_id: number;
  partner_id: number;
  program_id: number;
  token: string;
}

export interface CliLogin {
  created_at: Date;
  expires_at: Date;
  id: Generated<bigint>;
  network: string;
  request_hash: Buffer;
  state_hash: Buffer;
  status: Generated<string>;
  user_agent: string;
  user_code: string;
  user_id: number | null;
  workspace_id: number | null;
}

export interface CliToken {
  created_at: Date;
  expires_at: Date;
  id: Generated<number>;
  last_used_at: Date | null;
  token_hash: Buffer;
  user_agent: string;
  user_id: number;
  workspace_id: number;
}

export interface Commission {
  amount_cents: bigint;
  approval_mode: string;
  approved_at: Date | null;
  basis_cents: bigint | null;
  click_count: bigint | null;
  click_day: string | null;
  clicks_from: Date | null;
  clicks_until: Date | null;
  commission_type: string;
  created_at: Date;
  currency: string;
  enrollment_id: number;
  fixed_amount_cents: bigint | null;
  hold_expires_at: Date;
  hold_extension_count: Generated<number>;
  id: bigint;
  is_on_hold: Generated<boolean>;
  kind: string;
  lead_id: bigint | null;
  link_id: number | null;
  paid_at: Date | null;
  partner_id: number;
  policy_id: number;
  policy_version: number;
  program_id: number;
  rate_basis_points: number | null;
  rate_kind: string;
  refund_state: Generated<string>;
  rejected_at: Date | null;
  rejection_reason: string | null;
  reversed_cents: Generated<bigint>;
  rounding: Generated<string>;
  sale_id: bigint | null;
  stage: Generated<string>;
  status: Generated<string | null>;
}

export interface CommissionEvent {
  actor: string;
  amount_cents: bigint | null;
  commission_id: bigint;
  from_status: string | null;
  happened_at: Date;
  id: Generated<bigint>;
  note: string | null;
  program_id: number;
  reason_code: string | null;
  request_id: string | null;
  to_status: string;
}

export interface CommissionPolicy {
  approval_mode: string;
  commission_type: string;
  created_at: Date;
  created_by: string;
  duration_months: number | null;
  effective_from: Date;
  effective_to: Date | null;
  fixed_amount_cents: bigint | null;
  fixed_currency: string | null;
  group_id: number;
  hold_days: number;
  id: Generated<number>;
  previous_policy_id: number | null;
  product_id: string | null;
  program_id: number;
  rate_basis_points: number | null;
  rate_kind: string;
  version: number;
}

export interface ConfigVersion {
  only_row: Generated<boolean>;
  version: bigint;
}

export interface CountedEvent {
  bot_clicks: number | null;
  clicks: number | null;
  conversions: number | null;
  happened_at: Date | null;
  leads: number | null;
  link_id: number | null;
  partner_id: number | null;
  program_id: number | null;
  repeat_clicks: number | null;
  sales: number | null;
}

export interface Customer {
  attributed_at: Date | null;
  attributed_by_bot: Generated<boolean>;
  attributed_click_id: string | null;
  created_at: Date;
  customer_key: string | null;
  email_hmac: Buffer | null;
  email_masked: string | null;
  enrollment_id: number | null;
  first_purchase_at: Date | null;
  id: bigint;
  last_click_at: Date | null;
  last_purchase_at: Date | null;
  link_id: number | null;
  merged_into: bigint | null;
  partner_id: number | null;
  program_id: number;
  sale_count: Generated<number>;
  signup_at: Date | null;
  status: Generated<string>;
}

export interface DailyMoneyStat {
  commission_cents: Generated<bigint>;
  currency: string;
  day: string;
  link_id: number;
  partner_id: number;
  program_id: number;
  refunded_cents: Generated<bigint>;
  revenue_cents: Generated<bigint>;
  reversed_cents: Generated<bigint>;
}

export interface DailyStat {
  bot_clicks: Generated<bigint>;
  clicks: Generated<bigint>;
  conversions: Generated<bigint>;
  day: string;
  leads: Generated<bigint>;
  link_id: number;
  partner_id: number;
  program_id: number;
  repeat_clicks: Generated<bigint>;
  sales: Generated<bigint>;
}

export interface DailyVisitStat {
  clicks: bigint;
  day: string;
  dimension: string;
  link_id: number;
  partner_id: number;
  program_id: number;
  value: string;
}

export interface Enrollment {
  created_at: Date;
  group_id: number;
  id: Generated<number>;
  joined_at: Date | null;
  partner_id: number;
  program_id: number;
  status: string;
  tags: Generated<string[]>;
  workspace_id: number;
}

export interface EnrollmentCounter {
  clicks: bigint | null;
  conversions: bigint | null;
  enrollment_id: number | null;
  last_clicked_at: Date | null;
  leads: bigint | null;
  program_id: number | null;
  sales: bigint | null;
}

export interface Invitation {
  accepted_by: number | null;
  created_at: Date;
  email: string;
  expires_at: Date;
  id: Generated<number>;
  invited_by: number;
  role: string;
  status: Generated<string>;
  token_hash: Buffer;
  workspace_id: number;
}

export interface Lead {
  click_id: string | null;
  click_ids: string[] | null;
  commission_failure: string | null;
  commission_state: Generated<string>;
  customer_id: bigint;
  customer_key: string | null;
  enrollment_id: number | null;
  event_name: string | null;
  id: Generated<bigint>;
  lead_at: Date;
  link_id: number | null;
  page_url: string | null;
  partner_id: number | null;
  program_id: number;
  provisional: Generated<boolean>;
  request_id: string | null;
  session_id: string | null;
  via_server: boolean;
}

export interface LedgerAccount {
  created_at: Date;
  currency: string;
  id: Generated<bigint>;
  kind: string;
  partner_id: number | null;
  program_id: number;
}

export interface LedgerPosting {
  account_id: bigint;
  amount_cents: bigint;
  currency: string;
  id: Generated<bigint>;
  program_id: number;
  transaction_id: bigint;
}

export interface LedgerTransaction {
  commission_id: bigint;
  id: bigint;
  kind: string;
  posted_at: Date;
  program_id: number;
  refund_id: bigint | null;
}

export interface LinkCounter {
  bot_clicks: Generated<bigint>;
  clicks: Generated<bigint>;
  conversions: Generated<bigint>;
  last_clicked_at: Date | null;
  leads: Generated<bigint>;
  link_id: number;
  program_id: number;
  repeat_clicks: Generated<bigint>;
  sales: Generated<bigint>;
}

export interface Mail {
  created_at: Date;
  id: Generated<bigint>;
  sealed: Buffer;
  state: Generated<string>;
}

export interface ManagementKey {
  created_at: Date;
  expires_at: Date | null;
  id: Generated<number>;
  key_hash: Buffer;
  key_masked: string;
  last_used_at: Date | null;
  name: string;
  prefix: string;
  program_scope: number[] | null;
  scopes: string[];
  status: Generated<string>;
  workspace_id: number;
}

export interface Member {
  created_at: Date;
  id: Generated<number>;
  role: string;
  user_id: number;
  workspace_id: number;
}

export interface MoneyEvent {
  commission_cents: bigint | null;
  currency: string | null;
  happened_at: Date | null;
  link_id: number | null;
  partner_id: number | null;
  program_id: number | null;
  refunded_cents: bigint | null;
  revenue_cents: bigint | null;
  reversed_cents: bigint | null;
}

export interface Partner {
  created_at: Date;
  email: string;
  id: Generated<number>;
  name: string;
  workspace_id: number;
}

export interface PartnerGroup {
  created_at: Date;
  deleted_at: Date | null;
  id: Generated<number>;
  is_default: Generated<boolean>;
  name: string;
  program_id: number;
}

export interface ProcessorEvent {
  alias_of: string | null;
  created_at: Date;
  is_test: Generated<boolean>;
  processor_event_id: string;
  program_id: number;
}

export interface Program {
  api_token_hash: Buffer;
  api_token_masked: string;
  approval_mode: Generated<string>;
  attribution_model: Generated<string>;
  attribution_window_days: number | null;
  category: string | null;
  cookie_window_days: Generated<number>;
  created_at: Date;
  currency: Generated<string>;
  deleted_at: Date | null;
  id: Generated<number>;
  is_sample: Generated<boolean>;
  key_rotated_at: Date | null;
  lead_auth: Generated<string>;
  logo_url: string | null;
  long_description: string | null;
  marketplace_visible: Generated<boolean>;
  name: string;
  payment_tracking_mode: Generated<string>;
  payout_threshold_cents: Generated<bigint>;
  rehearsal_of: number | null;
  resources_url: string | null;
  sample_filled_at: Date | null;
  short_description: string | null;
  slug: string;
  status: Generated<string>;
  tagline: string | null;
  terms_url: string | null;
  time_zone: Generated<string>;
  website_url: string;
  workspace_id: number;
}

export interface ProgramLogo {
  content: Buffer;
  content_type: string;
  created_at: Date;
  digest: string;
  height_px: number;
  program_id: number;
  width_px: number;
  workspace_id: number;
}

export interface ProgramOrigin {
  created_at: Date;
  origin: string;
  program_id: number;
}

export interface ReferralLink {
  created_at: Date;
  destination_url: string | null;
  enrollment_id: number | null;
  id: Generated<number>;
  name: string | null;
  partner_id: number | null;
  program_id: number | null;
  short_link: string;
  status: Generated<string>;
}

export interface Refund {
  amount_cents: bigint;
  commission_id: bigint | null;
  deduction_cents: bigint;
  id: Generated<bigint>;
  program_id: number;
  reason: string | null;
  refunded_at: Date;
  refunded_total_cents: bigint;
  request_id: string | null;
  sale_id: bigint;
}

export interface Sale {
  additional_data: JsonValue | null;
  amount_cents: bigint;
  click_id: string | null;
  commission_failure: string | null;
  commission_state: string;
  currency: string;
  customer_id: bigint;
  enrollment_id: number;
  event_name: string | null;
  id: bigint;
  is_first: boolean;
  is_recurring: boolean;
  line_items: JsonValue | null;
  link_id: number | null;
  not_due_reason: string | null;
  partner_id: number;
  payment_status: Generated<string>;
  processor_event_id: string;
  product_id: string | null;
  program_id: number;
  refunded_cents: Generated<bigint>;
  request_id: string | null;
  sale_type: string;
  sold_at: Date;
  subscription_id: string | null;
  subscription_interval: string | null;
}

export interface SchemaMigration {
  applied_at: Generated<Date>;
  checksum: string;
  name: string;
}

export interface SiteCheck {
  checked_at: Date | null;
  finding: string | null;
  forced_at: Date | null;
  looking_until: Date | null;
  program_id: number;
  website_url: string;
}

export interface StripeConnection {
  charges_enabled: boolean;
  connected_at: Date;
  connected_by: string;
  details_submitted: boolean;
  disconnected_at: Date | null;
  last_event_at: Date | null;
  livemode: boolean;
  payouts_enabled: boolean;
  program_id: number;
  stripe_account_id: string;
  webhook_endpoint_id: string;
  webhook_secret: Buffer | null;
}

export interface StripeCustomer {
  customer_id: bigint;
  first_seen_at: Date;
  program_id: number;
  stripe_customer_id: string;
}

export interface StripeEvent {
  account_id: string | null;
  confidence_score: string;
  content: JsonValue | null;
  happened_at: Date;
  id: Generated<bigint>;
  livemode: boolean;
  object_ids: string[];
  outcome: string;
  program_id: number;
  reason: string;
  received_at: Date;
  request_id: string;
  routing_reason: string;
  sale_id: bigint | null;
  stripe_event_id: string;
  type: string;
}

export interface StripeReversal {
  amount_cents: bigint;
  program_id: number;
  sale_id: bigint;
  source_id: string;
  updated_at: Date;
}

export interface SyntheticChain {
  actor: string;
  click_verdict: Generated<string>;
  customer_key: string;
  finished_at: Date | null;
  id: Generated<bigint>;
  lead_verdict: Generated<string>;
  program_id: number;
  sale_verdict: Generated<string>;
  started_at: Date;
}

export interface TestEvent {
  amount_cents: bigint | null;
  click_id: string | null;
  created_at: Date;
  currency: string | null;
  customer_key: string | null;
  id: Generated<bigint>;
  kind: string;
  payload: JsonValue;
  processor_event_id: string | null;
  program_id: number | null;
}

export interface TrackingRefusal {
  code: string;
  endpoint: string;
  id: Generated<bigint>;
  program_id: number;
  reason: string;
  refused_at: Date;
  request_id: string | null;
  status: number;
}

export interface UsedSignInCode {
  code_digest: Buffer;
  used_at: Date;
  user_id: number;
}

export interface UserCredential {
  access_token: string | null;
  access_token_expires_at: Date | null;
  account_id: string;
  created_at: Date;
  id: Generated<number>;
  id_token: string | null;
  password: string | null;
  provider_id: string;
  refresh_token: string | null;
  refresh_token_expires_at: Date | null;
  scope: string | null;
  updated_at: Date;
  user_id: number;
}

export interface UserSession {
  created_at: Date;
  expires_at: Date;
  id: Generated<number>;
  ip_address: string | null;
  last_seen_at: Date | null;
  token: string;
  updated_at: Date;
  user_agent: string | null;
  user_id: number;
}

export interface UserTwoFactor {
  backup_codes: string;
  failed_verification_count: Generated<number>;
  id: Generated<number>;
  locked_until: Date | null;
  secret: string;
  user_id: number;
  verified: Generated<boolean>;
}

export interface UserVerification {
  created_at: Date;
  expires_at: Date;
  id: Generated<number>;
  identifier: string;
  updated_at: Date;
  value: string;
}

export interface VisitRollup {
  counted_until: Date;
  program_id: number;
  time_zone: string;
}

export interface Workspace {
  created_at: Date;
  id: Generated<number>;
  name: string;
  rehearsal_of: number | null;
}

export interface DB {
  app_user: AppUser;
  attempt_counter: AttemptCounter;
  attribution_decision: AttributionDecision;
  audit_log: AuditLog;
  cli_login: CliLogin;
  cli_token: CliToken;
  click: Click;
  commission: Commission;
  commission_event: CommissionEvent;
  commission_policy: CommissionPolicy;
  config_version: ConfigVersion;
  counted_event: CountedEvent;
  customer: Customer;
  daily_money_stat: DailyMoneyStat;
  daily_stat: DailyStat;
  daily_visit_stat: DailyVisitStat;
  enrollment: Enrollment;
  enrollment_counter: EnrollmentCounter;
  invitation: Invitation;
  lead: Lead;
  ledger_account: LedgerAccount;
  ledger_posting: LedgerPosting;
  ledger_transaction: LedgerTransaction;
  link_counter: LinkCounter;
  mail: Mail;
  management_key: ManagementKey;
  member: Member;
  money_event: MoneyEvent;
  partner: Partner;
  partner_group: PartnerGroup;
  processor_event: ProcessorEvent;
  program: Program;
  program_logo: ProgramLogo;
  program_origin: ProgramOrigin;
  referral_link: ReferralLink;
  refund: Refund;
  sale: Sale;
  schema_migration: SchemaMigration;
  site_check: SiteCheck;
  stripe_connection: StripeConnection;
  stripe_customer: StripeCustomer;
  stripe_event: StripeEvent;
  stripe_reversal: StripeReversal;
  synthetic_chain: SyntheticChain;
  test_event: TestEvent;
  tracking_refusal: TrackingRefusal;
  used_sign_in_code: UsedSignInCode;
  user_credential: UserCredential;
  user_session: UserSession;
  user_two_factor: UserTwoFactor;
  user_verification: UserVerification;
  visit_rollup: VisitRollup;
  workspace: Workspace;
}
