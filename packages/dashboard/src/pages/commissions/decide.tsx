// Owns deciding on commissions: approving, rejecting with a reason, one or many at once.
import { schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import type { OperationId } from '../../api/client.js';
import { callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { REASON_WORDS } from '../../format/words.js';
import { useProgram } from '../../shell/session.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Select, TextArea } from '../../ui/fields.js';
import { FormActions, FormProblem, useApiForm } from '../../ui/form.js';
import type { Commission } from './commission.js';

const TOUCHED: readonly OperationId[] = [
  'listCommissions',
  'summarizeCommissions',
  'readCommission',
  'listBalances',
  'readOverview',
  'listActions',
  'traceCommission',
];

export type RejectBody = { reason_code: RejectReason; note?: string | undefined };
type RejectReason = (typeof REASONS)[number];

const REASONS = [
  'refund_requested',
  'fraud',
  'policy_violation',
  'invalid_or_test_transaction',
] as const;

/** Whether somebody may approve it now: its hold is over. */
export function canApprove({ stage, status, is_on_hold: isOnHold }: Commission): boolean {
  return stage === 'pending' && status !== 'reversed' && !isOnHold;
}

export function canReject({ stage, status }: Commission): boolean {
  return (stage === 'pending' || stage === 'approved') && status !== 'reversed';
}

/** The decisions as calls; `settle` refreshes what they touched. */
export function useDecisions() {
  const program = useProgram();
  const client = useQueryClient();
  const paramsOf = (commissionId: number) => ({ id: program.id, commissionId });
  return {
    approve: (id: number) => callApi('approveCommission', { params: paramsOf(id) }),
    reject: (id: number, body: RejectBody) =>
      callApi('rejectCommission', { params: paramsOf(id), body }),
    settle: () => refresh(client, TOUCHED),
  };
}

/** Asks for the reason, which the partner sees. */
export function RejectDialog(props: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  onReject: (body: RejectBody) => Promise<void>;
}) {
  return (
    <Dialog
      title={props.title}
      description="The money is taken back at once. This cannot be undone."
      isOpen={props.isOpen}
      onClose={props.onClose}
    >
      <RejectForm key={String(props.isOpen)} onReject={props.onReject} onClose={props.onClose} />
    </Dialog>
  );
}

function RejectForm(props: { onReject: (body: RejectBody) => Promise<void>; onClose: () => void }) {
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.rejectCommissionBody,
    {},
    ({ note, reason_code }) => props.onReject({ reason_code, ...(note ? { note } : {}) }),
  );
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <Field label="Reason" problem={problemOf('reason_code') && 'Choose a reason.'}>
        {(control) => (
          <Select {...control} {...register('reason_code')} defaultValue="">
            <option value="" disabled>
              Choose…
            </option>
            {REASONS.map((reason) => (
              <option key={reason} value={reason}>
                {REASON_WORDS[reason]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Note" hint="Optional; kept in the history." problem={problemOf('note')}>
        {(control) => (
          <TextArea
            {...control}
            {...register('note', { setValueAs: (text: string) => text || undefined })}
          />
        )}
      </Field>
      <FormActions deed="Reject" look="danger" isBusy={isBusy} onCancel={props.onClose} />
    </form>
  );
}
