// Owns the terms of a version that is being made: what they begin with, and sending them.
import { schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { useApiForm } from '../../ui/form.js';
import type { Policy } from './terms.js';

/** Whose terms, and those in force now. */
export interface NewVersion {
  group: { id: number; name: string; partners_count: number };
  current: Policy | null;
  onClose: () => void;
}

export type PolicyTerms = ReturnType<typeof usePolicyTerms>;

/** The form of a new version. */
export function usePolicyTerms({ group, current, onClose }: NewVersion) {
  const program = useProgram();
  const client = useQueryClient();
  return useApiForm(
    schemas.createPolicyBody,
    startingTerms(current, program.currency),
    async (body) => {
      await callApi('createPolicy', { params: { id: program.id, groupId: group.id }, body });
      toast.success('The new version is set');
      onClose();
      await refresh(client, ['readGroup', 'listPolicies', 'listGroups', 'readProgram']);
    },
  );
}

function startingTerms(current: Policy | null, currency: string) {
  if (current === null) {
    return {
      type: 'cps_recurring' as const,
      percent: 20,
      duration_months: 12,
      hold_days: 15,
      approval_mode: 'manual' as const,
    };
  }
  const isPercent = current.percent !== null;
  return {
    type: current.type,
    percent: current.percent ?? undefined,
    amount_cents: current.amount_cents ?? undefined,
    currency: isPercent ? undefined : (current.currency ?? currency),
    duration_months: current.duration_months ?? undefined,
    hold_days: current.hold_days,
    approval_mode: current.approval_mode,
  };
}
