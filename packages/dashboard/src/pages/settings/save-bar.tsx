// Owns saving a section: the button, which waits until something changed, and the call.
import { useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { type CallInput, callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';

/** Changes settings of the program and shows the new ones everywhere. */
export function useSaveProgram() {
  const program = useProgram();
  const client = useQueryClient();
  return async (body: CallInput<'updateProgram'>['body']) => {
    await callApi('updateProgram', { params: { id: program.id }, body });
    toast.success('Saved');
    await refresh(client, ['readProgram', 'listPrograms', 'checkOrigin']);
  };
}

export function SaveBar({ isBusy, isDirty }: { isBusy: boolean; isDirty: boolean }) {
  if (!useMay('program:update')) {
    return <p className="text-muted">Your role may look at settings, not change them.</p>;
  }
  return (
    <div className="flex justify-end">
      <Button look="primary" type="submit" isBusy={isBusy} disabled={!isDirty}>
        Save
      </Button>
    </div>
  );
}
