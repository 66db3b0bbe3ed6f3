// Owns the schemas of partner groups and of the versioned commission policies that they carry.
import { z } from 'zod';
import { COMMISSION_TYPES } from './commissions.js';
import {
  amountCents,
  currency,
  id,
  idParam,
  storableMoment,
  text,
  timestamp,
} from './primitives.js';

export const POLICY_APPROVAL_MODES = ['manual', 'auto'] as const;

const DURATION_MONTHS_MAX = 1200;

export const groupParams = z.object({
  id: idParam.describe('Id of the program.'),
  groupId: idParam.describe('Id of the group.'),
});

export const createGroupBody = z
  .strictObject({ name: text(80) })
  .meta({ id: 'CreateGroupRequest', examples: [{ name: 'Ambassadors' }] });

export const updateGroupBody = createGroupBody
  .partial()
  .meta({ id: 'UpdateGroupRequest', examples: [{ name: 'VIP' }] });

const percent = z
  .number()
  .min(0)
  .max(100)
  .multipleOf(0.01)
  .describe('Percent of the sale, with at most two decimals.')
  .meta({ examples: [20] });

export const policy = z
  .object({
    id,
    group_id: id,
    version: z.int().min(1).describe('Counts up per group and product.'),
    type: z.enum(COMMISSION_TYPES),
    percent: percent.nullable(),
    amount_cents: amountCents.nullable(),
    currency: currency.nullable(),
    duration_months: z.int().min(1).nullable(),
    hold_days: z.int().min(0).max(31),
    approval_mode: z.enum(POLICY_APPROVAL_MODES),
    product_id: z.string().nullable(),
    effective_from: timestamp,
    effective_to: timestamp.nullable().describe('Null while no later version follows.'),
    previous_policy_id: id.nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'Policy', description: 'One version of the terms of a group.' });

const policyFields = z.strictObject({
  type: z.enum(COMMISSION_TYPES),
  percent: percent.nullable().optional(),
  amount_cents: amountCents.nullable().optional(),
  currency: currency.nullable().optional(),
  duration_months: z
    .int()
    .min(1)
    .max(DURATION_MONTHS_MAX)
    .nullable()
    .optional()
    .describe('For `cps_recurring`: months counted from the first purchase of the customer.'),
  hold_days: z.int().min(0).max(31).default(15),
  approval_mode: z.enum(POLICY_APPROVAL_MODES).default('manual'),
  product_id: text(512)
    .nullable()
    .optional()
    .describe('Limits the policy to sales of this product; such policies are matched first.'),
  effective_from: storableMoment
    .optional()
    .describe('When the version comes into force; now when left out, a moment to come otherwise.'),
});

/** A policy pays a percentage or a fixed amount, never both, and only sales have percentages. */
export const createPolicyBody = policyFields
  .superRefine((terms, context) => {
    for (const problem of policyProblems(terms)) {
      context.addIssue({ code: 'custom', path: [problem.field], message: problem.message });
    }
  })
  .meta({
    id: 'CreatePolicyRequest',
    description: 'Terms of a new version: `percent`, or `amount_cents` with `currency`.',
    examples: [{ type: 'cps_recurring', percent: 20, duration_months: 12, hold_days: 15 }],
  });

type PolicyTerms = z.output<typeof policyFields>;

function policyProblems(terms: PolicyTerms): { field: keyof PolicyTerms; message: string }[] {
  const isSale = terms.type.startsWith('cps_');
  const hasPercent = (terms.percent ?? null) !== null;
  const hasAmount = (terms.amount_cents ?? null) !== null;
  const hasCurrency = (terms.currency ?? null) !== null;
  const hasDuration = (terms.duration_months ?? null) !== null;
  const hasProduct = (terms.product_id ?? null) !== null;
  const checks: [boolean, keyof PolicyTerms, string][] = [
    [hasPercent && !isSale, 'percent', 'leads and clicks are paid a fixed amount'],
    [hasPercent && hasAmount, 'amount_cents', 'must be left out when percent is given'],
    [!hasPercent && !hasAmount, isSale ? 'percent' : 'amount_cents', 'is required'],
    [hasAmount && !hasCurrency, 'currency', 'is required with amount_cents'],
    [hasCurrency && !hasAmount, 'currency', 'must be left out without amount_cents'],
    [terms.type === 'cps_recurring' && !hasDuration, 'duration_months', 'is required'],
    [terms.type !== 'cps_recurring' && hasDuration, 'duration_months', 'only for cps_recurring'],
    [hasProduct && !isSale, 'product_id', 'only sales have a product'],
  ];
  return checks.filter(([isBroken]) => isBroken).map(([, field, message]) => ({ field, message }));
}

export const group = z
  .object({
    id,
    program_id: id,
    name: z.string(),
    is_default: z.boolean(),
    partners_count: z.int().min(0),
    created_at: timestamp,
  })
  .meta({ id: 'Group' });

export const groupWithPolicies = z
  .object({
    ...group.shape,
    policies: z.array(policy).describe('Versions in force now or later, by effective date.'),
  })
  .meta({ id: 'GroupWithPolicies' });
